-- lose_an_effect
delete from chaos.effect where tenant = :tenant and run_id = :run and step = 'enter-2'

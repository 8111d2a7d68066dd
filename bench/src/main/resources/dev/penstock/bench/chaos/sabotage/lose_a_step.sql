-- lose_a_step
delete from penstock.step where tenant = :tenant and run_id = :run and name = 'pick'

-- tell_of_another_run: a second caller of the same key got another run
insert into chaos.told (tenant, key, run_id, output)
select tenant, key, :other, output from chaos.told where tenant = :tenant and run_id = :run limit 1

-- orphan_the_steps
delete from penstock.run where tenant = :tenant and run_id = :run

-- lose_a_run: with its steps, as if it had never been
delete from penstock.step where tenant = :tenant and run_id = :run;
delete from penstock.run where tenant = :tenant and run_id = :run

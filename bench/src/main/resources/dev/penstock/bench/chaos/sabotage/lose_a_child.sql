-- lose_a_child: with its steps
delete from penstock.step where tenant = :tenant
    and run_id = (select run_id from penstock.run where tenant = :tenant and parent_run_id = :run);
delete from penstock.run where tenant = :tenant and parent_run_id = :run

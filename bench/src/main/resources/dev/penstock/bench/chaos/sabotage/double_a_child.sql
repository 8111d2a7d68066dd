-- double_a_child
insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, worker, created_at, started_at,
    completed_at, parent_run_id, input, output)
select tenant, :other, workflow, version, state, priority, epoch, worker, created_at, started_at, completed_at,
    parent_run_id, input, output
from penstock.run
where tenant = :tenant and parent_run_id = :run

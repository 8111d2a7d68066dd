-- double_a_run: the same key, another run
insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, worker, created_at, started_at,
    completed_at, idempotency_key, input, output)
select tenant, :other, workflow, version, state, priority, epoch, worker, created_at, started_at, completed_at,
    idempotency_key, input, output
from penstock.run
where tenant = :tenant and run_id = :run

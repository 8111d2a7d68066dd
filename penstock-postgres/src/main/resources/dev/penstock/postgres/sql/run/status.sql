-- status: one run, without input and output
-- locks:  none
-- index:  run_pkey
-- citus:  one shard, by tenant
-- rows:   0 or 1
select r.tenant::text, r.run_id, r.workflow, r.version, r.state, r.paused,
    r.cancel_requested_at is not null as cancel_requested, r.priority, r.epoch, r.direct, r.idempotency_key,
    r.parent_run_id, r.continued_as, r.attributes, r.failure, r.created_at, r.started_at, r.completed_at, r.due_at,
    r.deadline_at, r.queue
from penstock.run r
where r.tenant = :tenant::${tenant} and r.run_id = :run::uuid

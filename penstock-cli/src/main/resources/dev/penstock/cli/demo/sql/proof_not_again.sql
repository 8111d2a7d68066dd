-- proof_not_again: no step that was recorded when the worker died was executed by the one after it
-- locks: none
-- index: run_pkey
-- citus: not run there; every shard
-- rows: 1
select
    count(*) filter (where k.run_id is not null) = 0 as holds,
    count(*) as calls_after,
    count(*) filter (where k.run_id is not null) as calls_of_recorded_steps
from demo.call c
join demo.killed d on d.process <> c.process
join penstock.run r on r.tenant = c.tenant and r.idempotency_key = c.order_id
left join demo.recorded k on k.tenant = r.tenant and k.run_id = r.run_id and k.name = c.step

-- cancel_requested: runs of the worker that it is to stop
-- locks:  none
-- index:  run_cancel_idx
-- citus:  on each shard by itself, a call per node of cancel_requested_on_node
-- rows:   nearly always 0
select r.tenant::text, r.run_id
from penstock.run r
where r.worker = :worker::uuid and r.cancel_requested_at is not null and r.state = 'running'

-- held: runs that are in the worker's hands
-- locks:  none
-- index:  run_worker_idx
-- citus:  on each shard by itself, a call per node of held_on_node
-- rows:   0 … :limit
select r.tenant::text, r.run_id, r.epoch
from penstock.run r
where r.worker = :worker::uuid and r.completed_at is null
limit :limit

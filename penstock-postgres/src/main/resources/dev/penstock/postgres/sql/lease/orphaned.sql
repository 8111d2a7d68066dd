-- orphaned: runs under a lease that does not stand, or of a worker that has none here; on Citus, where they are then
--           taken back shard by shard
-- locks:  none
-- index:  run_worker_idx, worker_standing_idx
-- citus:  on each shard by itself, a call per node of orphaned_on_node
-- rows:   0 … :limit
select r.tenant::text, r.run_id, r.epoch, r.worker,
    exists (select from penstock.worker w where w.worker_id = r.worker) as known
from penstock.run r
where r.worker is not null and r.completed_at is null and r.state = 'running'
  and not exists (select from penstock.worker w where w.worker_id = r.worker and w.ended_at is null)
limit :limit

-- orphaned: runs under a lease that does not stand, on Citus, where they are then taken back shard by shard
-- locks:  none
-- index:  run_worker_idx
-- citus:  all shards, at most :limit runs from each
-- rows:   0 … :limit
select r.tenant::text, r.run_id, r.epoch, r.worker
from penstock.run r
where r.worker is not null and r.completed_at is null and r.state = 'running'
  and not exists (select from penstock.worker w where w.worker_id = r.worker and w.ended_at is null)
limit :limit

-- holds_runs: whether runs are in the hands of a worker
-- locks:  none
-- index:  run_worker_idx
-- citus:  on each shard by itself, at most :limit runs from each; only asked of a worker that is gone and held permits
-- rows:   1
select exists (
    select from (
        select 1 from penstock.run r where r.worker = :worker::uuid and r.completed_at is null limit :limit) r)

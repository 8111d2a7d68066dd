-- take_over_all: end every lease, when it is known that no worker lives; their runs are due for any worker
-- locks:  the advisory lock of each dead worker, exclusively: waits for its writes under way
-- index:  run_worker_idx
-- citus:  never: a take-over ends leases, and then takes runs back shard by shard
-- rows:   1, the number of runs
select penstock.take_over(
    :tenants::text[]::${tenant}[], array(select w.worker_id from penstock.worker w where w.ended_at is null))

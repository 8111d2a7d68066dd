-- take_over: end the leases that have run out; their runs are due for any worker
-- locks:  the advisory lock of each dead worker, exclusively: waits for its writes under way
-- index:  run_worker_idx
-- citus:  never: a take-over ends leases, and then takes runs back shard by shard
-- rows:   1, the number of runs
select penstock.take_over(:tenants::text[]::${tenant}[], null)

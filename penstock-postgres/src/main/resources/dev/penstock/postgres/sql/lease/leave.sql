-- leave: end the worker's lease; its runs are due for any worker
-- locks:  the worker's advisory lock, exclusively: waits for its writes under way
-- index:  run_worker_idx
-- citus:  never: a take-over ends leases, and then takes runs back shard by shard
-- rows:   1, the number of runs
select penstock.take_over(:tenants::text[]::${tenant}[], array[:worker::uuid])

-- take_back: make runs of one shard due again whose worker's lease does not stand
-- locks:  the runs, in (run_id, tenant) order; gives up after a second of waiting for a write under way
-- index:  run_pkey
-- citus:  one shard, penstock.take_back is distributed by p_route
-- rows:   1, the number of runs
select penstock.take_back(
    :route::${tenant}, :pruning::text[]::${tenant}[], :tenants::text[]::${tenant}[], :runs::uuid[], :epochs::bigint[])

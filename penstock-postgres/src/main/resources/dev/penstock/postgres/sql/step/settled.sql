-- settled: whether a step is recorded and its run still held by the worker, once that one's writes under way have ended
-- locks:  the worker's advisory lock, exclusively, for a moment; on Citus the run instead
-- index:  step_pkey, run_pkey
-- citus:  one shard, penstock.settled is distributed by p_route
-- rows:   1
select penstock.settled(
    :route::${tenant}, :pruning::text[]::${tenant}[], :run::uuid, :worker::uuid, :name, :occurrence, :item)

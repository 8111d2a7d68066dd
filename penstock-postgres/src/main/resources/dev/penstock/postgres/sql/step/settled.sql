-- settled: whether a step is recorded under a holding, once the writes of its worker under way have ended
-- locks:  the worker's advisory lock, exclusively, for a moment; on Citus the run instead
-- index:  step_pkey
-- citus:  one shard, penstock.settled is distributed by p_route
-- rows:   1
select penstock.settled(
    :route::${tenant}, :pruning::text[]::${tenant}[], :run::uuid, :worker::uuid, :name, :occurrence, :item)

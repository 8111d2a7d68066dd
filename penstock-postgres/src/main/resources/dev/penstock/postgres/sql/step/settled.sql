-- settled: whether a step is recorded under a holding, once the writes of its worker under way have ended
-- locks:  the worker's advisory lock, exclusively, for a moment
-- index:  step_pkey
-- citus:  not yet: advisory locks are per node
-- rows:   1
select penstock.settled(:tenant::${tenant}, :run::uuid, :worker::uuid, :name, :occurrence, :item)

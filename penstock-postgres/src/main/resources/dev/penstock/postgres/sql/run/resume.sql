-- resume: go on with a run that has failed, or with the one that it continued as
-- locks:  the run and its parent in run_id order
-- index:  run_pkey, step_pkey
-- citus:  one shard: penstock.resume is distributed by p_route
-- rows:   1, the state after the request or null
select penstock.resume(:tenant::${tenant}, :run::uuid)

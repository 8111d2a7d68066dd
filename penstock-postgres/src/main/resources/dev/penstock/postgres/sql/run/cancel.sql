-- cancel: request cancellation of a run, or of the run it continued as
-- locks:  the run and its parent in run_id order, then its children level by level
-- index:  run_pkey, run_parent_idx
-- citus:  one shard: penstock.cancel is distributed by p_route
-- rows:   1, the state after the request or null
select penstock.cancel(:tenant::${tenant}, :run::uuid, :failure)

-- histories: the steps of the runs just claimed, run after run, in the order in which they were recorded
-- locks:  none
-- index:  step_pkey
-- citus:  one shard: penstock.histories is distributed by p_route, and the tenants of the runs share its shard
-- rows:   all steps of the runs
select tenant, run_id, name, occurrence, item, kind, state, result, failure, metadata, due_at, timed_out, duration_us,
    recorded_at
from penstock.histories(
    :route::${tenant}, :pruning::text[]::${tenant}[], :tenants::text[]::${tenant}[], :runs::uuid[])

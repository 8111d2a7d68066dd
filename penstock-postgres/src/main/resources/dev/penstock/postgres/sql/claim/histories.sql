-- histories: the steps of the runs just claimed, run after run, in the order in which they were recorded
-- locks:  none
-- index:  step_pkey
-- citus:  one shard per call when the tenants of the runs share it
-- rows:   all steps of the runs
select s.tenant::text, s.run_id, s.name, s.occurrence, s.item, s.kind, s.state, s.result, s.failure, s.metadata,
    s.due_at, s.timed_out, s.duration_us, s.recorded_at
from unnest(:tenants::text[]::${tenant}[], :runs::uuid[]) with ordinality c (tenant, run_id, place)
join penstock.step s on s.tenant = c.tenant and s.run_id = c.run_id
order by c.place, s.recorded_at, s.name, s.occurrence, s.item

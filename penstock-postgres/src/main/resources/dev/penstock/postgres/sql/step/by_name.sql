-- by_name: a run's records under one step name
-- locks:  none
-- index:  step_pkey
-- citus:  one shard, by tenant
-- rows:   occurrences and items of the step
select s.tenant::text, s.run_id, s.name, s.occurrence, s.item, s.kind, s.state, s.result, s.failure, s.metadata,
    s.due_at, s.timed_out, s.duration_us, s.recorded_at
from penstock.step s
where s.tenant = :tenant::${tenant} and s.run_id = :run::uuid and s.name = :name
order by s.occurrence, s.item

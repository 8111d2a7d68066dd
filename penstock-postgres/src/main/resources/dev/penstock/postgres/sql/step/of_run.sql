-- of_run: a run's steps, in the order in which they were recorded
-- locks:  none
-- index:  step_pkey
-- citus:  one shard, by tenant
-- rows:   all steps of the run
select s.tenant::text, s.run_id, s.name, s.occurrence, s.item, s.kind, s.state, s.result, s.failure, s.metadata,
    s.due_at, s.timed_out, s.duration_us, s.recorded_at
from penstock.step s
where s.tenant = :tenant::${tenant} and s.run_id = :run::uuid
order by s.recorded_at, s.name, s.occurrence, s.item

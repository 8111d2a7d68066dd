-- start_runs: one row per run, as for a run that its own process executes at once
insert into penstock.run
    (tenant, run_id, workflow, version, state, priority, epoch, worker, created_at, started_at, input)
select 'default', u.run_id, 'fulfil', '1', 'running', 5, 1, ?::uuid, now(), now(), u.input::json
from unnest(?::uuid[], ?::text[]) as u (run_id, input)

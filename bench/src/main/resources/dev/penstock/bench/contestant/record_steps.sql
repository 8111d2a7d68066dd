-- record_steps: one row per step
insert into penstock.step
    (tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us, recorded_at, result)
select 'default', u.run_id, u.name, 1, 0, 'step', 'completed', false, u.duration_us, now(), u.result::json
from unnest(?::uuid[], ?::text[], ?::bigint[], ?::text[]) as u (run_id, name, duration_us, result)

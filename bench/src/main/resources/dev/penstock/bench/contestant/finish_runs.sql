-- finish_runs: one update per run
update penstock.run r
set state = 'completed', completed_at = now(), output = u.output::json
from unnest(?::uuid[], ?::text[]) as u (run_id, output)
where r.tenant = 'default' and r.run_id = u.run_id

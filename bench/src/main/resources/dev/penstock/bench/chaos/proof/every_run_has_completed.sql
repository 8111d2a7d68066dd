-- every_run_has_completed: runs that ended in another way
select r.tenant, r.run_id::text, format('%s: %s', r.state, left(r.failure::text, 300))
from penstock.run r
where r.state in ('failed', 'cancelled')
limit 1000

-- every_run_has_ended: runs that are left in the middle of something
select r.tenant, r.run_id::text,
    format('%s, worker %s, epoch %s, due in %s, awaits %s', r.state, r.worker, r.epoch, r.due_at - now(), r.awaits)
from penstock.run r
where r.state not in ('completed', 'failed', 'cancelled')
limit 1000

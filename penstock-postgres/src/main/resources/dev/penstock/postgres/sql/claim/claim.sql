-- claim: give the candidates that nobody else has taken meanwhile to :worker, unless its lease has ended
-- locks:  the runs claimed, in (run_id, tenant) order as the caller sorts them
-- index:  run_pkey
-- citus:  one shard per call when the tenants of the candidates share it
-- rows:   0 … number of candidates; again the same when repeated after a lost answer
with claimed as (
    update penstock.run r
    set state = 'running', worker = :worker::uuid, epoch = c.epoch + 1, due_at = null, awaits = null,
        started_at = coalesce(r.started_at, now())
    from unnest(:tenants::text[]::${tenant}[], :runs::uuid[], :epochs::bigint[]) c (tenant, run_id, epoch)
    where r.tenant = c.tenant and r.run_id = c.run_id and r.epoch = c.epoch
      and r.state in ('queued', 'waiting') and not r.paused and r.due_at <= now()
      and exists (select from penstock.worker w where w.worker_id = :worker::uuid and w.ended_at is null)
    returning r.*
), already as (
    select r.*
    from unnest(:tenants::text[]::${tenant}[], :runs::uuid[], :epochs::bigint[]) c (tenant, run_id, epoch)
    join penstock.run r
        on r.tenant = c.tenant and r.run_id = c.run_id and r.epoch = c.epoch + 1 and r.worker = :worker::uuid
        and r.state = 'running'
    where :repeated
)
select c.tenant::text, c.run_id, c.epoch, c.workflow, c.version, c.input, c.parent_run_id, c.detached,
    c.cancel_requested_at is not null as cancel_requested, c.priority, c.deadline_at, now() as claimed_at
from (select * from claimed union all select * from already) c

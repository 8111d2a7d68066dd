-- find_due: runs that are due, queue by queue, most urgent first, then the longest due; whoever claims them first has them
-- locks:  none
-- index:  run_due_idx, once per queue and priority
-- citus:  on each shard by itself, a call per node of find_due_on_node
-- rows:   0 … the rooms of the queues
select d.tenant::text, d.run_id, d.epoch, d.queue, d.priority::smallint, d.due_at, d.started_at is null as first, 0 as place
from unnest(:queues::text[], :rooms::integer[]) q (queue, room)
cross join lateral (
    select u.*
    from generate_series(9, 0, -1) urgent (priority)
    cross join lateral (
        select r.tenant, r.run_id, r.epoch, r.queue, r.priority, r.due_at, r.started_at
        from penstock.run r
        where r.queue = q.queue and r.priority = urgent.priority
          and r.state in ('queued', 'waiting') and not r.paused and r.due_at <= now()
          and case when (r.workflow, r.version) in (
              select w.workflow, w.version from unnest(:workflows::text[], :versions::text[]) w (workflow, version))
          then true end
        order by r.due_at
        limit q.room
    ) u
    limit q.room
) d

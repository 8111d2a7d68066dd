-- next_due: microseconds until another run becomes due that the worker could execute; those due already are not asked for
-- locks:  none
-- index:  run_due_idx, once per queue and priority
-- citus:  on each shard by itself, a call per node of next_due_on_node
-- rows:   1; null when there is none, or none among the three hundred soonest of each queue and priority
select min((extract(epoch from d.due_at - now()) * 1000000)::bigint)
from unnest(:queues::text[]) q (queue)
cross join generate_series(0, 9) urgent (priority)
cross join lateral (
    select s.due_at
    from (
        select r.due_at, r.workflow, r.version
        from penstock.run r
        where r.queue = q.queue and r.priority = urgent.priority
          and r.state in ('queued', 'waiting') and not r.paused and r.due_at > now()
        order by r.due_at
        limit 300
    ) s
    where case when (s.workflow, s.version) in (
        select w.workflow, w.version from unnest(:workflows::text[], :versions::text[]) w (workflow, version))
    then true end
    order by s.due_at
    limit 1
) d

-- next_due: microseconds until the next run that the worker could execute is due, 0 when one is due already
-- locks:  none
-- index:  run_due_idx, once per priority
-- citus:  on each shard by itself, a call per node of next_due_on_node
-- rows:   1; null when no run is due at any time
select min((extract(epoch from greatest(d.due_at, now()) - now()) * 1000000)::bigint)
from generate_series(0, 9) urgent (priority)
cross join lateral (
    select r.due_at
    from penstock.run r
    where r.priority = urgent.priority
      and r.state in ('queued', 'waiting') and not r.paused and r.due_at is not null
      and (r.workflow, r.version) in (
          select w.workflow, w.version from unnest(:workflows::text[], :versions::text[]) w (workflow, version))
    order by r.due_at
    limit 1
) d

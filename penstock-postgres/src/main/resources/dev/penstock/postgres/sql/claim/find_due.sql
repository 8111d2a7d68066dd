-- find_due: candidates for a claim, most urgent first; whoever claims them first has them
-- locks:  none
-- index:  run_due_idx, once per priority
-- citus:  on each shard by itself, a call per node of find_due_on_node
-- rows:   0 … :limit
select d.tenant::text, d.run_id, d.epoch, d.priority::smallint, d.due_at
from generate_series(9, 0, -1) urgent (priority)
cross join lateral (
    select r.tenant, r.run_id, r.epoch, r.priority, r.due_at
    from penstock.run r
    where r.priority = urgent.priority
      and r.state in ('queued', 'waiting') and not r.paused and r.due_at <= now()
      and (r.workflow, r.version) in (
          select w.workflow, w.version from unnest(:workflows::text[], :versions::text[]) w (workflow, version))
    order by r.due_at
    limit :limit
) d
limit :limit

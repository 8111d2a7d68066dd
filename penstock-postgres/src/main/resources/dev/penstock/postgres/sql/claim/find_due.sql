-- find_due: candidates for a claim, most urgent first; whoever claims them first has them
-- locks:  none
-- index:  run_due_idx, once per priority
-- citus:  all shards, merged
-- rows:   0 … :limit
select d.tenant::text, d.run_id, d.epoch
from generate_series(9, 0, -1) urgent (priority)
cross join lateral (
    select r.tenant, r.run_id, r.epoch
    from penstock.run r
    where r.priority = urgent.priority
      and r.state in ('queued', 'waiting') and not r.paused and r.due_at <= now()
      and (r.workflow, r.version) in (
          select w.workflow, w.version from unnest(:workflows::text[], :versions::text[]) w (workflow, version))
    order by r.due_at
    limit :limit
) d
limit :limit

-- recovery: how long after the kill the runs in flight went on: the first of them, and the last
-- locks: none
-- index: step_pkey
-- citus: not run there; every shard
-- rows: 1
select
    (extract(epoch from min(p.went_on_at) - min(p.killed_at)) * 1000)::bigint as first_ms,
    (extract(epoch from max(p.went_on_at) - min(p.killed_at)) * 1000)::bigint as last_ms
from (
    select d.killed_at, least(min(s.recorded_at) filter (where s.recorded_at > d.killed_at), r.completed_at) as went_on_at
    from demo.killed d
    cross join demo.in_flight f
    join penstock.run r on r.tenant = f.tenant and r.run_id = f.run_id
    left join penstock.step s on s.tenant = f.tenant and s.run_id = f.run_id
    group by d.killed_at, f.tenant, f.run_id, r.completed_at
) p

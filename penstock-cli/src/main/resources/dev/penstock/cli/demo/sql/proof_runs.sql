-- proof_runs: every order has exactly one run, however often it was started
-- locks: none
-- index: run_pkey
-- citus: not run there; every shard
-- rows: 1
select
    count(*) = sum(p.runs) and bool_and(p.runs = 1) as holds,
    count(*) as orders,
    sum(p.runs) as runs,
    count(*) filter (where p.runs = 0) as without,
    count(*) filter (where p.runs > 1) as twice
from (
    select o.tenant, o.order_id, count(r.run_id) as runs
    from demo.placed_order o
    left join penstock.run r on r.tenant = o.tenant and r.idempotency_key = o.order_id
    group by o.tenant, o.order_id
) p

-- proof_records: every step that a run had to take is recorded, settled, and nothing else is
-- locks: none
-- index: step_pkey
-- citus: not run there; every shard
-- rows: 1
select
    bool_and(p.settled = p.expected and p.records = p.expected) as holds,
    sum(p.expected) as expected,
    sum(p.records) as recorded,
    sum(p.records - p.settled) as unsettled,
    count(*) filter (where p.records <> p.expected) as orders_off
from (
    select o.tenant, o.order_id, o.steps as expected, count(s.run_id) as records,
        count(s.run_id) filter (where s.state in ('completed', 'failed')) as settled
    from demo.placed_order o
    left join penstock.run r on r.tenant = o.tenant and r.idempotency_key = o.order_id
    left join penstock.step s on s.tenant = r.tenant and s.run_id = r.run_id
    group by o.tenant, o.order_id
) p

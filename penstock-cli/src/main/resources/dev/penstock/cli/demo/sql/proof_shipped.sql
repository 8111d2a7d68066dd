-- proof_shipped: every paid order has completed with exactly one shipment
-- locks: none
-- index: run_pkey
-- citus: not run there; every shard
-- rows: 1
select
    bool_and(p.shipments = 1 and p.state = 'completed') as holds,
    count(*) as paid_orders,
    coalesce(sum(p.shipments), 0) as shipments,
    count(*) filter (where p.shipments = 0) as without,
    count(*) filter (where p.shipments > 1) as twice,
    count(*) filter (where p.state is distinct from 'completed') as unfinished
from (
    select o.tenant, o.order_id, r.state,
        (select count(*) from demo.shipment s where s.tenant = o.tenant and s.order_id = o.order_id) as shipments
    from demo.placed_order o
    left join penstock.run r on r.tenant = o.tenant and r.idempotency_key = o.order_id
    where not o.declined
) p

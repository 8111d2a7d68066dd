-- proof_declined: every declined order has failed without a shipment, and its stock was released exactly once
-- locks: none
-- index: run_pkey
-- citus: not run there; every shard
-- rows: 1
select
    coalesce(bool_and(p.shipments = 0 and p.releases = 1 and p.state = 'failed'), true) as holds,
    count(*) as declined_orders,
    coalesce(sum(p.releases), 0) as releases,
    coalesce(sum(p.shipments), 0) as shipments,
    count(*) filter (where p.state is distinct from 'failed') as not_failed
from (
    select o.tenant, o.order_id, r.state,
        (select count(*) from demo.shipment s where s.tenant = o.tenant and s.order_id = o.order_id) as shipments,
        (select count(*) from demo.release s where s.tenant = o.tenant and s.order_id = o.order_id) as releases
    from demo.placed_order o
    left join penstock.run r on r.tenant = o.tenant and r.idempotency_key = o.order_id
    where o.declined
) p

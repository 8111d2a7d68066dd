-- counts: how far the worker has come
-- locks: none
-- index: none, it counts all
-- citus: not run there; every shard
-- rows: 1
select
    (select count(*) from demo.shipment) as shipped,
    (select count(*) from penstock.run r where r.completed_at is not null) as finished,
    (select count(*) from penstock.step) as steps,
    (select sum(o.steps) from demo.placed_order o) as steps_expected

-- orders: all orders, for the worker to start a run each
-- locks: none
-- index: none
-- citus: not run there; every shard
-- rows: all
select o.tenant, o.order_id, o.sku, o.quantity, o.cents
from demo.placed_order o

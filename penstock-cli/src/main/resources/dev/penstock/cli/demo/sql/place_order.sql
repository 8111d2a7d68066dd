-- place_order: one order to fulfil, with what has to be true in the end
-- locks: none that anybody waits for
-- index: placed_order_pkey
-- citus: not run there; one task
-- rows: 1
insert into demo.placed_order (tenant, order_id, sku, quantity, cents, declined, steps, calls)
values (?, ?, ?, ?, ?, ?, ?, ?)

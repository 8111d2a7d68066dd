-- ship: hands an order to the carrier; in the transaction of the step's record
-- locks: none that anybody waits for
-- index: none
-- citus: not run there; one task
-- rows: 1
insert into demo.shipment (tenant, order_id, run_id, sku, quantity)
values (?, ?, ?, ?, ?)
returning shipment_id, shipped_at

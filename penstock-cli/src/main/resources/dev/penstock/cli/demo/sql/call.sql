-- call: an entry in the book of the systems outside
-- locks: none that anybody waits for
-- index: none
-- citus: not run there; one task
-- rows: 1
insert into demo.call (tenant, order_id, step, attempt, idempotency_key, process)
values (?, ?, ?, ?, ?, ?)

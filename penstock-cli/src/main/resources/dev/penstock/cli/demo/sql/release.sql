-- release: gives reserved stock back; in the transaction of the step's record
-- locks: none that anybody waits for
-- index: none
-- citus: not run there; one task
-- rows: 1
insert into demo.release (tenant, order_id, run_id)
values (?, ?, ?)

-- reference: keep a table whole on every node
-- locks:  the table, against writes, until the transaction ends
-- index:  none
-- citus:  coordinator
-- rows:   1, without meaning
select create_reference_table(:table::regclass)

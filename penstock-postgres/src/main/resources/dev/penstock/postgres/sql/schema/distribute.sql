-- distribute: spread a table over the cluster by tenant, its rows included
-- locks:  the table, against writes, until the transaction ends
-- index:  none
-- citus:  coordinator
-- rows:   1, without meaning
select create_distributed_table(:table::regclass, 'tenant', colocate_with => :anchor)

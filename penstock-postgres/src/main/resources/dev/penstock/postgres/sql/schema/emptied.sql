-- emptied: remove from the coordinator the rows that were copied to the shards
-- locks:  the table, exclusively, for a moment
-- index:  none
-- citus:  coordinator
-- rows:   1, without meaning
select truncate_local_data_after_distributing_table(:table::regclass)

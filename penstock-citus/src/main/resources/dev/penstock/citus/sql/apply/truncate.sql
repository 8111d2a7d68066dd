-- truncate: empties what is left on the coordinator; cascades over foreign keys, so only behind the proof
-- locks:  access exclusive on the table and all that refer to it
-- index:  none
-- citus:  local
-- rows:   1
select pg_catalog.truncate_local_data_after_distributing_table(:table::regclass)

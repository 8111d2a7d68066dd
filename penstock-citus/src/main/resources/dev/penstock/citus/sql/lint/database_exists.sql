-- database_exists: whether a node has the scratch database
-- locks:  none
-- index:  pg_database_datname_index
-- citus:  sent to each node
-- rows:   1
select exists (select from pg_catalog.pg_database d where d.datname = :database) as there

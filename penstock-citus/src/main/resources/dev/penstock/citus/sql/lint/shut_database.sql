-- shut_database: nobody gets into the scratch database any more, so that it can be dropped
-- locks:  row exclusive on pg_database
-- index:  pg_database_datname_index
-- citus:  sent to each node
-- rows:   none
alter database {database} allow_connections false

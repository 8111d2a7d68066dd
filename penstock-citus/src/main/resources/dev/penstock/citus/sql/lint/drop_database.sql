-- drop_database: the scratch database, whoever is still in it
-- locks:  exclusive on the database
-- index:  pg_database_datname_index
-- citus:  sent to each node, outside of transactions
-- rows:   none
drop database if exists {database} with (force)

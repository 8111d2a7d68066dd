-- create_database: an empty database; a name that is taken is an error
-- locks:  share on template0
-- index:  pg_database_datname_index
-- citus:  sent to each node, outside of transactions
-- rows:   none
create database {database} owner {role} template template0

-- pid: the process that serves this connection
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   1
select pg_catalog.pg_backend_pid() as pid

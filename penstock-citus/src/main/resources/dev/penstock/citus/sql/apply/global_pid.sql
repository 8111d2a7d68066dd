-- global_pid: what the nodes call this session
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   1
select citus_backend_gpid() as gpid, pg_catalog.pg_backend_pid() as pid

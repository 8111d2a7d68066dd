-- try_lock: the lock on applying, for this session; nobody waits for it
-- locks:  an advisory lock of this database, until the session ends
-- index:  none
-- citus:  local: advisory locks are per node, so the session must be one of the coordinator
-- rows:   1
select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended('penstock citus apply', 0)) as locked,
       pg_catalog.pg_backend_pid() as pid

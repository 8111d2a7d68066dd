-- session_facts: how long this session waits for locks, and which process serves it
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   1
select pg_catalog.current_setting('lock_timeout') not in ('0', '0ms') as lock_timeout,
       pg_catalog.pg_backend_pid() as pid

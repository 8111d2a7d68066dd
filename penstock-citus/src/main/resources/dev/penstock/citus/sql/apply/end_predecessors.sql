-- end_predecessors: ends what a killed apply left running; only the holder of the lock may ask, then nobody else can own such a session
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   one per session
select a.pid, pg_catalog.pg_terminate_backend(a.pid::int) as ended
from pg_catalog.pg_stat_activity a
where a.datname = current_database()
  and a.application_name = :application
  and a.pid <> all (:own::int[])

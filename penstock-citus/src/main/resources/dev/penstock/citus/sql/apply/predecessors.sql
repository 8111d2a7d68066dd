-- predecessors: sessions of a killed apply that have not ended yet
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   one per session
select a.pid
from pg_catalog.pg_stat_activity a
where a.datname = current_database()
  and a.application_name = :application
  and a.pid <> all (:own::int[])

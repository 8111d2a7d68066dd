-- lock_holder: who holds the lock on applying
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   0..1
select a.pid, coalesce(a.application_name, '') as application, coalesce(a.usename::text, '') as "user",
       coalesce(a.client_addr::text, 'local') as address, coalesce(a.backend_start::text, '') as since
from pg_catalog.pg_locks l
join pg_catalog.pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.granted and l.objsubid = 1
  and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
  and (l.classid::bigint << 32 | l.objid::bigint) = pg_catalog.hashtextextended('penstock citus apply', 0)

-- leftovers: what operations of Citus that failed have left for Citus to clean up, and whether one runs at the moment
-- locks:  none
-- index:  none
-- citus:  local; an operation that runs holds a lock of Citus' own kind on its number
-- rows:   one per record
select c.operation_id as operation, c.object_name as name,
       exists (select from pg_catalog.pg_locks l
               where l.locktype = 'advisory' and l.objsubid = 10
                 and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
                 and (l.classid::bigint << 32 | l.objid::bigint) = c.operation_id) as running
from pg_catalog.pg_dist_cleanup c
where c.policy_type <> 2
order by c.record_id

-- state: what Citus has made of a table, and whether rows are left in its own heap
-- locks:  none
-- index:  pg_class by name
-- citus:  local
-- rows:   0..1
select coalesce(p.partmethod::text, '') as method, coalesce(p.repmodel::text, '') as replication,
       coalesce(p.colocationid, 0) as colocation_id, coalesce(p.autoconverted, false) as auto_converted
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_dist_partition p on p.logicalrelid = c.oid::regclass
where n.nspname = :schema and c.relname = :name

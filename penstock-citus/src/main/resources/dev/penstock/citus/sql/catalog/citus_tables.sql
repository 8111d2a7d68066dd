-- citus_tables: what Citus has made of the schemas' tables; a table without a row here is plain
-- locks:  none
-- index:  pg_dist_partition_logical_relid_index
-- citus:  local metadata
-- rows:   one per table that Citus knows
select
    p.logicalrelid::oid::bigint as table_oid,
    p.partmethod::text as method,
    p.repmodel::text as replication,
    p.colocationid as colocation_id,
    coalesce(p.autoconverted, false) as auto_converted,
    case when p.partkey is not null then column_to_column_name(p.logicalrelid, p.partkey) end as "column",
    exists (select 1 from pg_dist_schema s where s.schemaid = c.relnamespace and s.colocationid = p.colocationid)
        as schema_sharded
from pg_dist_partition p
join pg_class c on c.oid = p.logicalrelid::oid
where c.relnamespace = any (:namespaces::oid[])
order by 1

-- distribution: what Citus has made of one table; no row when the table is plain
-- locks:  none
-- index:  pg_dist_partition_logical_relid_index
-- citus:  local metadata; must not be sent where Citus is not installed
-- rows:   0..1
select
    p.logicalrelid::pg_catalog.oid::pg_catalog.int8 as table_oid,
    p.partmethod::pg_catalog.text as method,
    p.repmodel::pg_catalog.text as replication,
    p.colocationid as colocation_id,
    coalesce(p.autoconverted, false) as auto_converted,
    case when p.partkey is not null then pg_catalog.column_to_column_name(p.logicalrelid, p.partkey) end as "column",
    exists (
        select 1
        from pg_catalog.pg_dist_schema s
        join pg_catalog.pg_class c on c.relnamespace operator(pg_catalog.=) s.schemaid
        where c.oid operator(pg_catalog.=) p.logicalrelid::pg_catalog.oid
          and s.colocationid operator(pg_catalog.=) p.colocationid
    ) as schema_sharded
from pg_catalog.pg_dist_partition p
where p.logicalrelid::pg_catalog.oid operator(pg_catalog.=) :table::pg_catalog.oid

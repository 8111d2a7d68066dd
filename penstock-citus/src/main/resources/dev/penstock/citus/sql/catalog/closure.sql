-- closure: tables that a truncation which cascades would empty too, with what Citus has made of them
-- locks:  none
-- index:  pg_constraint by table, pg_inherits by parent
-- citus:  local
-- rows:   one per table
with recursive closure (oid, depth) as (
    select c.oid, 0
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = :schema and c.relname = :name
    union
    select reached.oid, closure.depth + 1
    from closure
    cross join lateral (
        select k.conrelid as oid
        from pg_catalog.pg_constraint k
        where k.contype = 'f' and k.confrelid = closure.oid
        union all
        select i.inhrelid
        from pg_catalog.pg_inherits i
        where i.inhparent = closure.oid
    ) reached
    where closure.depth < 64
)
select n.nspname::text as schema, c.relname::text as name, min(closure.depth) as depth,
       coalesce(p.partmethod = 'h' or p.partmethod = 'n' and (p.repmodel = 't' or p.colocationid > 0), false) as distributed,
       pg_catalog.pg_relation_size(c.oid) as bytes,
       rn.nspname::text as root_schema, r.relname::text as root_name
from closure
join pg_catalog.pg_class c on c.oid = closure.oid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_class r on r.oid = coalesce(pg_catalog.pg_partition_root(c.oid), c.oid)
join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
left join pg_catalog.pg_dist_partition p on p.logicalrelid = c.oid::regclass
group by 1, 2, 4, 5, 6, 7
order by 3, 1, 2

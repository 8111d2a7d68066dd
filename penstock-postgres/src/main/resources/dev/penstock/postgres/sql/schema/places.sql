-- places: Penstock's tables and how each lies on Citus: by tenant, the whole on every node, or not at all; runs first
-- locks:  none
-- index:  none
-- citus:  any node, from its own catalogs
-- rows:   one per table
select format('%I.%I', n.nspname, c.relname) as name,
    exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant') as by_tenant,
    p.partmethod = 'h' as distributed,
    p.partmethod = 'n' and p.repmodel = 't' as reference,
    p.colocationid as colocation,
    c.relname <> 'schema_version' and pg_relation_size(c.oid) > 0 as filled
from pg_class c
join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'penstock'
left join pg_dist_partition p on p.logicalrelid = c.oid
where c.relkind in ('r', 'p')
order by c.relname <> 'run', c.relname

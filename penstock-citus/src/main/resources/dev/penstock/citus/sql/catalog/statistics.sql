-- statistics: extended statistics objects
-- locks:  none
-- index:  pg_statistic_ext by relation
-- citus:  local
-- rows:   one per object
select
    s.oid::bigint as oid,
    s.stxrelid::bigint as table_oid,
    jsonb_build_object('schema', n.nspname, 'name', s.stxname) as name,
    array(
        select a.attname::text
        from pg_depend d
        join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
        where d.classid = 'pg_statistic_ext'::regclass and d.objid = s.oid
          and d.refclassid = 'pg_class'::regclass and d.refobjid = s.stxrelid and d.refobjsubid > 0
        order by a.attnum
    ) as columns,
    pg_get_statisticsobjdef(s.oid) as definition,
    obj_description(s.oid, 'pg_statistic_ext') as comment
from pg_statistic_ext s
join pg_class c on c.oid = s.stxrelid
join pg_namespace n on n.oid = s.stxnamespace
where c.relnamespace = any (:namespaces::oid[])
order by s.stxrelid, s.stxname

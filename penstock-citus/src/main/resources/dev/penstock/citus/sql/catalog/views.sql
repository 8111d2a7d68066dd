-- views: views and materialized views of the schemas, and those elsewhere that read the schemas' tables, however deep
-- locks:  none
-- index:  pg_depend by referenced object
-- citus:  local
-- rows:   one per view
with recursive uses as (
    select distinct r.ev_class as view, d.refobjid as relation
    from pg_rewrite r
    join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
        and d.refclassid = 'pg_class'::regclass and d.deptype = 'n' and d.refobjid <> r.ev_class
    where r.rulename = '_RETURN'
),
reached as (
    select c.oid from pg_class c where c.relnamespace = any (:namespaces::oid[])
    union
    select u.view from reached join uses u on u.relation = reached.oid
)
select
    c.oid::bigint as oid,
    jsonb_build_object('schema', n.nspname, 'name', c.relname) as name,
    c.relkind = 'm' as materialized,
    pg_get_userbyid(c.relowner)::text as owner,
    coalesce(to_jsonb(c.reloptions), '[]') as options,
    array(
        select u.relation::bigint
        from uses u
        join pg_class r on r.oid = u.relation and r.relkind in ('r', 'p', 'f', 'v', 'm')
        where u.view = c.oid
        order by 1
    ) as reads,
    c.relkind = 'v' and pg_relation_is_updatable(c.oid, false) <> 0 as updatable,
    pg_get_viewdef(c.oid) as definition,
    extension.name as extension,
    obj_description(c.oid, 'pg_class') as comment,
    coalesce((
        select jsonb_object_agg(a.attname, col_description(c.oid, a.attnum))
        from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and col_description(c.oid, a.attnum) is not null
    ), '{}') as column_comments,
    coalesce((
        select jsonb_agg(jsonb_build_object(
            'name', jsonb_build_object('schema', n.nspname, 'name', x.relname),
            'unique', i.indisunique,
            'definition', pg_get_indexdef(i.indexrelid),
            'comment', obj_description(i.indexrelid, 'pg_class')) order by x.relname)
        from pg_index i
        join pg_class x on x.oid = i.indexrelid
        where i.indrelid = c.oid
    ), '[]') as indexes,
    coalesce((
        select jsonb_agg(jsonb_build_object(
            'grantee', case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee)::text end,
            'privilege', a.privilege_type,
            'grantable', a.is_grantable) order by a.grantee, a.privilege_type)
        from aclexplode(c.relacl) a
    ), '[]') as grants
from pg_class c
join reached on reached.oid = c.oid
join pg_namespace n on n.oid = c.relnamespace
left join lateral (
    select e.extname::text as name
    from pg_depend d
    join pg_extension e on e.oid = d.refobjid
    where d.classid = 'pg_class'::regclass and d.objid = c.oid
      and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
    limit 1
) extension on true
where c.relkind in ('v', 'm')
order by n.nspname, c.relname

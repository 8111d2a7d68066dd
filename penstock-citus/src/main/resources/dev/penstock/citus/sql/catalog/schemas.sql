-- schemas: the schemas that were asked for, or all that neither the system nor an extension nor the toolkit itself owns
-- locks:  none
-- index:  pg_namespace_nspname_index
-- citus:  local
-- rows:   one per schema
select
    n.oid::bigint as oid,
    n.nspname::text as name,
    pg_get_userbyid(n.nspowner)::text as owner,
    obj_description(n.oid, 'pg_namespace') as comment,
    coalesce((
        select jsonb_agg(jsonb_build_object(
            'grantee', case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee)::text end,
            'privilege', a.privilege_type,
            'grantable', a.is_grantable) order by a.grantee, a.privilege_type)
        from aclexplode(n.nspacl) a
    ), '[]') as grants
from pg_namespace n
cross join (select :schemas::text[] as names) asked
where case
    when asked.names is not null then n.nspname = any (asked.names)
    else n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
        and n.nspname not in ('penstock_citus', 'penstock_plan', 'penstock_quarantine')
        and not exists (
            select 1 from pg_depend d
            where d.classid = 'pg_namespace'::regclass and d.objid = n.oid and d.deptype = 'e')
end
order by n.nspname

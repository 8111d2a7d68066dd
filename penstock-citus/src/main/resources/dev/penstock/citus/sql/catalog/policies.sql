-- policies: row-level security policies, and whether a sub-query sits in them
-- locks:  none
-- index:  pg_policy by relation
-- citus:  local
-- rows:   one per policy
select
    p.oid::bigint as oid,
    p.polrelid::bigint as table_oid,
    p.polname::text as name,
    case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE' else 'ALL' end
        as command,
    p.polpermissive as permissive,
    array(
        select case r.oid when 0 then 'PUBLIC' else pg_get_userbyid(r.oid)::text end
        from unnest(p.polroles) r (oid)
        order by 1
    ) as roles,
    pg_get_expr(p.polqual, p.polrelid) as "using",
    pg_get_expr(p.polwithcheck, p.polrelid) as "check",
    coalesce(p.polqual::text like '%{SUBLINK %', false) or coalesce(p.polwithcheck::text like '%{SUBLINK %', false)
        as subquery,
    obj_description(p.oid, 'pg_policy') as comment
from pg_policy p
join pg_class c on c.oid = p.polrelid
where c.relnamespace = any (:namespaces::oid[])
order by p.polrelid, p.polname

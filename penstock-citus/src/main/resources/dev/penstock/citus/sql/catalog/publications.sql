-- publications: publications and which of the schemas' tables they carry
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   one per publication
select
    p.oid::bigint as oid,
    p.pubname::text as name,
    pg_get_userbyid(p.pubowner)::text as owner,
    p.puballtables as all_tables,
    array_remove(array[
        case when p.pubinsert then 'insert' end,
        case when p.pubupdate then 'update' end,
        case when p.pubdelete then 'delete' end,
        case when p.pubtruncate then 'truncate' end], null) as operations,
    array(
        select c.oid::bigint
        from pg_publication_tables t
        join pg_namespace n on n.nspname = t.schemaname
        join pg_class c on c.relnamespace = n.oid and c.relname = t.tablename
        where t.pubname = p.pubname and n.oid = any (:namespaces::oid[])
        order by 1
    ) as table_oids,
    obj_description(p.oid, 'pg_publication') as comment
from pg_publication p
order by p.pubname

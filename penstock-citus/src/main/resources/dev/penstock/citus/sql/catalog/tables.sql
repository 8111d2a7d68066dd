-- tables: every table, partitioned table and foreign table of the schemas
-- locks:  access share on each table while its size is read; waits for a table that DDL holds
-- index:  pg_class, pg_inherits and pg_description by relation
-- citus:  local; rows and sizes of distributed tables are those of the empty shell, see shard_sizes
-- rows:   one per table
select
    c.oid::bigint as oid,
    jsonb_build_object('schema', n.nspname, 'name', c.relname) as name,
    case c.relkind when 'r' then 'ORDINARY' when 'p' then 'PARTITIONED' else 'FOREIGN' end as kind,
    case c.relpersistence when 'p' then 'PERMANENT' when 'u' then 'UNLOGGED' else 'TEMPORARY' end as persistence,
    owner.rolname::text as owner,
    owner.rolcanlogin as owner_can_login,
    am.amname::text as access_method,
    ts.spcname::text as tablespace,
    coalesce(to_jsonb(c.reloptions), '[]') as options,
    c.relrowsecurity as row_security,
    c.relforcerowsecurity as force_row_security,
    case c.relreplident when 'd' then 'DEFAULT' when 'n' then 'NOTHING' when 'f' then 'FULL' else 'INDEX' end
        as replica_identity,
    pg_get_partkeydef(c.oid) as partition_key,
    case when c.relispartition then parents.oids[1] end as partition_of,
    pg_get_expr(c.relpartbound, c.oid) as partition_bound,
    case when c.relispartition then '[]' else to_jsonb(coalesce(parents.oids, '{}')) end as inherits,
    extension.name as extension,
    obj_description(c.oid, 'pg_class') as comment,
    coalesce((
        select jsonb_agg(jsonb_build_object(
            'grantee', case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee)::text end,
            'privilege', a.privilege_type,
            'grantable', a.is_grantable) order by a.grantee, a.privilege_type)
        from aclexplode(c.relacl) a
    ), '[]') as grants,
    case when c.reltuples >= 0 then c.reltuples::bigint end as estimated_rows,
    case when c.relkind = 'r' then coalesce(pg_table_size(c.oid), 0) else 0 end as table_bytes,
    case when c.relkind = 'r' then coalesce(pg_relation_size(c.oid), 0) else 0 end as heap_bytes,
    case when c.relkind = 'r' then coalesce(pg_indexes_size(c.oid), 0) else 0 end as index_bytes
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_roles owner on owner.oid = c.relowner
left join pg_am am on am.oid = c.relam
left join pg_tablespace ts on ts.oid = c.reltablespace
left join lateral (
    select array_agg(i.inhparent::bigint order by i.inhseqno) as oids
    from pg_inherits i
    where i.inhrelid = c.oid
) parents on true
left join lateral (
    select e.extname::text as name
    from pg_depend d
    join pg_extension e on e.oid = d.refobjid
    where d.classid = 'pg_class'::regclass and d.objid = c.oid
      and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'
    limit 1
) extension on true
where c.relnamespace = any (:namespaces::oid[]) and c.relkind in ('r', 'p', 'f')
order by n.nspname, c.relname

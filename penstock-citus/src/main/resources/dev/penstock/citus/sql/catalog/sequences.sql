-- sequences: the sequences of the schemas, those elsewhere that their columns draw from, and where each one stands
-- locks:  access share on each sequence
-- index:  pg_sequence and pg_depend by object
-- citus:  local; on Citus every worker draws from a range of its own
-- rows:   one per sequence
with drawn as (
    select d.refobjid as sequence, ad.adrelid as table_oid, ad.adnum as number
    from pg_depend d
    join pg_attrdef ad on ad.oid = d.objid
    where d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_class'::regclass
    union
    select d.objid, d.refobjid, d.refobjsubid
    from pg_depend d
    where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype = 'i' and d.refobjsubid > 0
),
uses as (
    select u.sequence, u.table_oid, c.relnamespace, a.attname, format_type(a.atttypid, a.atttypmod) as type
    from drawn u
    join pg_class c on c.oid = u.table_oid
    join pg_attribute a on a.attrelid = u.table_oid and a.attnum = u.number
),
asked as (select :namespaces::oid[] as oids)
select
    c.oid::bigint as oid,
    jsonb_build_object('schema', n.nspname, 'name', c.relname) as name,
    pg_get_userbyid(c.relowner)::text as owner,
    format_type(s.seqtypid, null) as type,
    s.seqstart as start,
    s.seqincrement as increment,
    s.seqmin as minimum,
    s.seqmax as maximum,
    s.seqcache as cache,
    s.seqcycle as cycle,
    case when has_sequence_privilege(c.oid, 'select, usage') then pg_sequence_last_value(c.oid) end as last_value,
    coalesce(owned.internal, false) as identity,
    owned.table_oid as owned_by_table_oid,
    owned.attname as owned_by_column,
    coalesce((
        select jsonb_agg(jsonb_build_object('table_oid', u.table_oid::bigint, 'column', u.attname, 'type', u.type)
            order by u.table_oid, u.attname)
        from uses u
        where u.sequence = c.oid
    ), '[]') as drawn_by,
    obj_description(c.oid, 'pg_class') as comment,
    coalesce((
        select jsonb_agg(jsonb_build_object(
            'grantee', case a.grantee when 0 then 'PUBLIC' else pg_get_userbyid(a.grantee)::text end,
            'privilege', a.privilege_type,
            'grantable', a.is_grantable) order by a.grantee, a.privilege_type)
        from aclexplode(c.relacl) a
    ), '[]') as grants
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_sequence s on s.seqrelid = c.oid
left join lateral (
    select d.refobjid::bigint as table_oid, a.attname::text as attname, d.deptype = 'i' as internal
    from pg_depend d
    join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where d.classid = 'pg_class'::regclass and d.objid = c.oid
      and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
    limit 1
) owned on true
cross join asked
where c.relkind = 'S' and (
    c.relnamespace = any (asked.oids)
    or exists (select 1 from uses u where u.sequence = c.oid and u.relnamespace = any (asked.oids)))
order by n.nspname, c.relname

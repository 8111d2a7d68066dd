-- columns: every column of the schemas' tables, in order, with what the statistics say of it
-- locks:  none
-- index:  pg_attribute by relation
-- citus:  local
-- rows:   one per column
with asked as (
    select c.oid, c.relname, c.relkind, n.nspname
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relnamespace = any (:namespaces::oid[]) and c.relkind in ('r', 'p', 'f')
),
-- What Citus distributes by needs a default hash operator class, its own or that of the type it is stored as.
hashable as materialized (
    select t.oid, exists (
        select 1
        from pg_opclass oc
        join pg_am am on am.oid = oc.opcmethod and am.amname = 'hash'
        where oc.opcdefault and (
            oc.opcintype = base.oid
            or oc.opcintype = case
                when base.typcategory = 'A' and base.typelem <> 0 then 'anyarray'::regtype
                when base.typtype = 'e' then 'anyenum'::regtype
                when base.typtype = 'r' then 'anyrange'::regtype
                when base.typtype = 'm' then 'anymultirange'::regtype
                when base.typtype = 'c' then 'record'::regtype
            end::oid
            or exists (
                select 1 from pg_cast k
                where k.castsource = base.oid and k.casttarget = oc.opcintype
                  and k.castmethod = 'b' and k.castcontext = 'i'))
    ) as yes
    from pg_type t
    join pg_type base on base.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
    where t.oid in (select a.atttypid from asked join pg_attribute a on a.attrelid = asked.oid)
)
select
    c.oid::bigint as table_oid,
    a.attnum as number,
    a.attname::text as name,
    format_type(a.atttypid, a.atttypmod) as type,
    a.atttypid::bigint as type_oid,
    a.atttypmod as type_modifier,
    case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end as domain_of,
    case when co.oid is not null then jsonb_build_object('schema', cn.nspname, 'name', co.collname) end as collation,
    a.attnotnull as not_null,
    case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as default_value,
    case a.attidentity when 'a' then 'ALWAYS' when 'd' then 'BY_DEFAULT' else 'NONE' end as identity,
    case a.attgenerated when 's' then 'STORED' when 'v' then 'VIRTUAL' else 'NONE' end as generated,
    case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) end as generation,
    a.attinhcount > 0 as inherited,
    hashable.yes as hashable,
    -- Enums, arrays, ranges and records are compared as what they are, by operators for all of their kind.
    t.typtype = 'd' or (t.typtype = 'b' and not (t.typcategory = 'A' and t.typelem <> 0) and not exists (
        select 1
        from pg_opclass oc
        join pg_am am on am.oid = oc.opcmethod and am.amname = 'btree'
        where oc.opcdefault and oc.opcintype = t.oid)) as "cast",
    case a.attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN' else 'EXTENDED' end as storage,
    nullif(a.attstattarget, -1) as statistics_target,
    stats.null_frac as null_fraction,
    stats.n_distinct as distinct_values,
    col_description(c.oid, a.attnum) as comment,
    coalesce((
        select jsonb_agg(jsonb_build_object(
            'grantee', case x.grantee when 0 then 'PUBLIC' else pg_get_userbyid(x.grantee)::text end,
            'privilege', x.privilege_type,
            'grantable', x.is_grantable) order by x.grantee, x.privilege_type)
        from aclexplode(a.attacl) x
    ), '[]') as grants
from asked c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
left join pg_collation co on co.oid = a.attcollation
left join pg_namespace cn on cn.oid = co.collnamespace
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join pg_stats stats on stats.schemaname = c.nspname and stats.tablename = c.relname and stats.attname = a.attname
    and stats.inherited = (c.relkind = 'p')
join hashable on hashable.oid = a.atttypid
order by c.oid, a.attnum

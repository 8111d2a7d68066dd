-- indexes: every index, entry by entry, with the constraint that it serves
-- locks:  access share on each index while its size is read
-- index:  pg_index by relation
-- citus:  local; sizes are those of the empty shell
-- rows:   one per index
select
    i.indexrelid::bigint as oid,
    i.indrelid::bigint as table_oid,
    x.relname::text as name,
    am.amname::text as method,
    i.indisunique as "unique",
    i.indisprimary as "primary",
    i.indisexclusion as exclusion,
    i.indimmediate as immediate,
    coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) as nulls_not_distinct,
    i.indisvalid as valid,
    i.indisready as ready,
    i.indisreplident as replica_identity,
    i.indisclustered as clustered,
    entries.list as entries,
    pg_get_expr(i.indpred, i.indrelid) as predicate,
    (
        select con.oid::bigint from pg_constraint con
        where con.conindid = i.indexrelid and con.conrelid = i.indrelid and con.contype in ('p', 'u', 'x')
    ) as constraint_oid,
    case when x.relispartition then (select h.inhparent::bigint from pg_inherits h where h.inhrelid = x.oid) end
        as parent_oid,
    pg_get_indexdef(i.indexrelid) as definition,
    case when x.relkind = 'i' then coalesce(pg_relation_size(x.oid), 0) else 0 end as bytes,
    obj_description(x.oid, 'pg_class') as comment
from pg_index i
join pg_class c on c.oid = i.indrelid
join pg_class x on x.oid = i.indexrelid
join pg_am am on am.oid = x.relam
cross join lateral (
    select jsonb_agg(jsonb_build_object(
        'column', a.attname,
        'expression', case when a.attname is null then pg_get_indexdef(i.indexrelid, e.position::int, true) end,
        'included', e.position > i.indnkeyatts) order by e.position) as list
    from unnest(i.indkey::int2[]) with ordinality e (number, position)
    left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = e.number and e.number <> 0
) entries
where c.relnamespace = any (:namespaces::oid[]) and c.relkind in ('r', 'p', 'm')
order by i.indrelid, x.relname

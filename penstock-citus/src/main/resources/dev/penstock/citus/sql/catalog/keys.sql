-- keys: primary keys, unique constraints and exclusion constraints
-- locks:  none
-- index:  pg_constraint by relation
-- citus:  local
-- rows:   one per constraint
select
    con.oid::bigint as oid,
    con.conrelid::bigint as table_oid,
    con.conname::text as name,
    case con.contype when 'p' then 'PRIMARY' when 'u' then 'UNIQUE' else 'EXCLUSION' end as kind,
    con.conindid::bigint as index_oid,
    array(
        select coalesce(a.attname::text, '')
        from unnest(con.conkey) with ordinality k (number, position)
        left join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.number and a.attnum > 0
        order by k.position
    ) as columns,
    array(
        select op.oprname::text
        from unnest(con.conexclop) with ordinality o (oid, position)
        join pg_operator op on op.oid = o.oid
        order by o.position
    ) as operators,
    con.condeferrable as "deferrable",
    con.condeferred as initially_deferred,
    nullif(con.conparentid, 0)::bigint as parent_oid,
    pg_get_constraintdef(con.oid) as definition,
    obj_description(con.oid, 'pg_constraint') as comment
from pg_constraint con
join pg_class c on c.oid = con.conrelid
where c.relnamespace = any (:namespaces::oid[]) and con.contype in ('p', 'u', 'x')
order by con.conrelid, con.contype, con.conname

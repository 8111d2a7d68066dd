-- checks: check constraints of tables
-- locks:  none
-- index:  pg_constraint by relation
-- citus:  local
-- rows:   one per constraint
select
    con.oid::bigint as oid,
    con.conrelid::bigint as table_oid,
    con.conname::text as name,
    array(
        select a.attname::text
        from unnest(con.conkey) with ordinality k (number, position)
        join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.number
        order by k.position
    ) as columns,
    pg_get_expr(con.conbin, con.conrelid) as expression,
    con.convalidated as validated,
    con.connoinherit as no_inherit,
    con.coninhcount > 0 as inherited,
    pg_get_constraintdef(con.oid) as definition,
    obj_description(con.oid, 'pg_constraint') as comment
from pg_constraint con
join pg_class c on c.oid = con.conrelid
where c.relnamespace = any (:namespaces::oid[]) and con.contype = 'c'
order by con.conrelid, con.conname

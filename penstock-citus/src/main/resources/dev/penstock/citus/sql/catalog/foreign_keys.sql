-- foreign_keys: foreign keys from and to the schemas' tables, so also those that come in from elsewhere
-- locks:  none
-- index:  none, pg_constraint is read once
-- citus:  local
-- rows:   one per foreign key, and one more per partition on either side
select
    con.oid::bigint as oid,
    con.conname::text as name,
    con.conrelid::bigint as table_oid,
    jsonb_build_object('schema', n.nspname, 'name', c.relname) as "table",
    array(
        select a.attname::text
        from unnest(con.conkey) with ordinality k (number, position)
        join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.number
        order by k.position
    ) as columns,
    con.confrelid::bigint as referenced_oid,
    jsonb_build_object('schema', rn.nspname, 'name', r.relname) as referenced,
    array(
        select a.attname::text
        from unnest(con.confkey) with ordinality k (number, position)
        join pg_attribute a on a.attrelid = con.confrelid and a.attnum = k.number
        order by k.position
    ) as referenced_columns,
    case con.confupdtype when 'r' then 'RESTRICT' when 'c' then 'CASCADE' when 'n' then 'SET_NULL'
        when 'd' then 'SET_DEFAULT' else 'NO_ACTION' end as on_update,
    case con.confdeltype when 'r' then 'RESTRICT' when 'c' then 'CASCADE' when 'n' then 'SET_NULL'
        when 'd' then 'SET_DEFAULT' else 'NO_ACTION' end as on_delete,
    -- Which columns a SET NULL or SET DEFAULT sets: all, or since PostgreSQL 15 a list.
    array(
        select a.attname::text
        from jsonb_array_elements_text(nullif(to_jsonb(con) -> 'confdelsetcols', 'null')) with ordinality k (number, position)
        join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.number::int
        order by k.position
    ) as on_delete_columns,
    case con.confmatchtype when 'f' then 'FULL' when 'p' then 'PARTIAL' else 'SIMPLE' end as match,
    con.condeferrable as "deferrable",
    con.condeferred as initially_deferred,
    con.convalidated as validated,
    coalesce((to_jsonb(con) ->> 'conenforced')::boolean, true) as enforced,
    nullif(con.conparentid, 0)::bigint as parent_oid,
    pg_get_constraintdef(con.oid) as definition,
    obj_description(con.oid, 'pg_constraint') as comment
from pg_constraint con
join pg_class c on c.oid = con.conrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_class r on r.oid = con.confrelid
join pg_namespace rn on rn.oid = r.relnamespace
cross join (select :namespaces::oid[] as oids) asked
where con.contype = 'f' and (c.relnamespace = any (asked.oids) or r.relnamespace = any (asked.oids))
order by n.nspname, c.relname, con.conname, con.oid

-- foreign_key_exists: whether a table has a foreign key of that name
-- locks:  none
-- index:  pg_constraint by table
-- citus:  local
-- rows:   1
select exists (
    select 1
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_class c on c.oid = k.conrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where k.contype = 'f' and k.conname = :constraint and n.nspname = :schema and c.relname = :name
) as "exists"

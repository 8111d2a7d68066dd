-- foreign_key: whether a table has a foreign key of that name, and its rows were checked
-- locks:  none
-- index:  pg_constraint by table
-- citus:  local
-- rows:   1
select count(*) > 0 as "exists", coalesce(bool_and(k.convalidated), false) as validated
from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where k.contype = 'f' and k.conname = :constraint and n.nspname = :schema and c.relname = :name

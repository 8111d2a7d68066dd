-- columns: the columns of a table, in their order
-- locks:  none
-- index:  pg_attribute by table
-- citus:  local
-- rows:   one per column
select a.attname::text as name
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = :schema and c.relname = :name and a.attnum > 0 and not a.attisdropped
order by a.attnum

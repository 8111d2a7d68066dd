-- column: whether a column is declared NOT NULL, and whether its table has a check of this name
-- locks:  none
-- index:  pg_attribute by table and name
-- citus:  local
-- rows:   0..1
select a.attnotnull as not_null,
       exists (select 1
               from pg_catalog.pg_constraint k
               where k.conrelid = c.oid and k.conname = :check and k.contype = 'c') as checked
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname = :schema and c.relname = :name and a.attname = :column

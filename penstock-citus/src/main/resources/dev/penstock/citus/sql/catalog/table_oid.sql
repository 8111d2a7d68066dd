-- table_oid: the table of that name, and whether Citus is installed
-- locks:  none
-- index:  pg_class_relname_nsp_index
-- citus:  local
-- rows:   0..1
select
    c.oid::pg_catalog.int8 as oid,
    exists (select 1 from pg_catalog.pg_extension e where e.extname operator(pg_catalog.=) 'citus'::pg_catalog.name) as citus
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
where n.nspname operator(pg_catalog.=) :schema::pg_catalog.name
  and c.relname operator(pg_catalog.=) :name::pg_catalog.name
  and c.relkind operator(pg_catalog.=) any (array['r', 'p', 'f']::pg_catalog."char"[])

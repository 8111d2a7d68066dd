-- invalid_indexes: indexes that a failed CONCURRENTLY left behind
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   one per index
select n.nspname::text as schema, c.relname::text as name
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_class t on t.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
where not i.indisvalid and c.relkind = 'i'
  and pg_catalog.format('%I.%I', tn.nspname, t.relname) = any (:tables::text[])
order by 1, 2

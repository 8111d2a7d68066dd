-- capturing: where the view of pg_stat_statements is, if it is there
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   0..1
select pg_catalog.format('%I.pg_stat_statements', n.nspname) as view
from pg_catalog.pg_extension e
join pg_catalog.pg_namespace n on n.oid = e.extnamespace
where e.extname = 'pg_stat_statements'

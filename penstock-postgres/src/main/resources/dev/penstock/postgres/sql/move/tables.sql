-- tables: those that are moved by runs, which are those that have a run's key; the runs themselves first
-- locks:  none
-- index:  none
-- citus:  coordinator, from the catalogs
-- rows:   one per table
select format('%I', c.relname) as name
from pg_class c
where c.relnamespace = 'penstock'::regnamespace and c.relkind = 'r'
  and (select count(*) from pg_attribute a
       where a.attrelid = c.oid and a.attname in ('tenant', 'run_id') and not a.attisdropped) = 2
order by c.relname <> 'run', c.relname

-- on_citus: whether the database is part of a Citus cluster
-- locks:  none
-- index:  pg_extension_name_index
-- citus:  any node, from its own catalogs
-- rows:   1
select exists (select from pg_extension e where e.extname = 'citus') as citus

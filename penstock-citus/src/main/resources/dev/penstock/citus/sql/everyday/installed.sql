-- installed: whether this database has the extension
-- locks:  none
-- index:  pg_extension_name_index
-- citus:  local; the only one here that may be asked of plain PostgreSQL too
-- rows:   1
select exists (select 1 from pg_catalog.pg_extension where extname = 'citus') as installed

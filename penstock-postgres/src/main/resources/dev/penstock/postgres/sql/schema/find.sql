-- find: the installed schema's tenant type, null when there is none yet, and the encoding of the database
-- locks:  none
-- index:  pg_attribute_relid_attnam_index
-- citus:  any node
-- rows:   1
select to_regclass('penstock.schema_version') is not null as installed,
    current_setting('server_encoding') as encoding,
    (select format_type(a.atttypid, a.atttypmod)
     from pg_attribute a
     where a.attrelid = to_regclass('penstock.run') and a.attname = 'tenant') as tenant_type

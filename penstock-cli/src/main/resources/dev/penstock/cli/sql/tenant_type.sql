-- tenant_type: the type that the installed schema names tenants by, null when there is no schema
-- locks: none
-- index: pg_attribute_relid_attnam_index
-- citus: any node
-- rows: 1
select (
    select format_type(a.atttypid, a.atttypmod)
    from pg_attribute a
    where a.attrelid = to_regclass('penstock.run') and a.attname = 'tenant'
)

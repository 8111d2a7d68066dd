-- schemas: where names without a schema are looked for, in this order
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   1
select pg_catalog.set_config('search_path', :path, false)

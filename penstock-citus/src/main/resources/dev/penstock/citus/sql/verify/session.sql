-- session: names in full, whoever asks, and the same names on every node
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   1
select pg_catalog.set_config('search_path', 'pg_catalog, public, pg_temp', false)

-- session: what must not depend on the session, for the rest of this transaction; an empty search path writes every name in full
-- locks:  none
-- index:  none
-- citus:  local; shards stay hidden
-- rows:   1
select
    pg_catalog.set_config('search_path', :search_path::pg_catalog.text, true),
    pg_catalog.set_config('statement_timeout', :statement_timeout::pg_catalog.text, true),
    pg_catalog.set_config('lock_timeout', :lock_timeout::pg_catalog.text, true),
    pg_catalog.set_config('jit', 'off', true),
    pg_catalog.set_config('quote_all_identifiers', 'off', true),
    pg_catalog.set_config('standard_conforming_strings', 'on', true),
    pg_catalog.set_config('datestyle', 'ISO', true),
    pg_catalog.set_config('intervalstyle', 'postgres', true),
    pg_catalog.set_config('citus.override_table_visibility', 'on', true),
    pg_catalog.set_config('citus.show_shards_for_app_name_prefixes', '', true)

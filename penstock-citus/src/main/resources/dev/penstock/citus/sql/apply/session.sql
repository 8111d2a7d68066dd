-- session: what must not depend on the server: its language, its habits, and that it notices when the client is gone
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   1
select pg_catalog.set_config('statement_timeout', '0', false),
       pg_catalog.set_config('idle_in_transaction_session_timeout', '0', false),
       pg_catalog.set_config('client_connection_check_interval', :client_check, false),
       pg_catalog.set_config('standard_conforming_strings', 'on', false),
       pg_catalog.set_config('check_function_bodies', 'off', false),
       pg_catalog.set_config('quote_all_identifiers', 'off', false),
       pg_catalog.set_config('citus.enable_schema_based_sharding', 'off', false),
       pg_catalog.set_config('citus.use_citus_managed_tables', 'off', false)

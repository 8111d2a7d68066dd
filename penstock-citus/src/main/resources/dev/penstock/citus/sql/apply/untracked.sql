-- untracked: what the tool sends is no workload of the application's; a superuser's setting where pg_stat_statements is loaded
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   1
select pg_catalog.set_config('pg_stat_statements.track', 'none', false)

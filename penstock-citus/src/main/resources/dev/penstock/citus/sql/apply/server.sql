-- server: what is there of Citus in a database without it
-- locks:  none
-- index:  none
-- citus:  asked of plain PostgreSQL only
-- rows:   1
select pg_catalog.current_database()::text as name,
       pg_catalog.current_setting('server_version_num')::int / 10000 as major,
       exists (select from pg_catalog.pg_available_extensions e where e.name = 'citus') as available,
       coalesce(pg_catalog.current_setting('shared_preload_libraries', true) ~ '\mcitus\M', false) as loaded

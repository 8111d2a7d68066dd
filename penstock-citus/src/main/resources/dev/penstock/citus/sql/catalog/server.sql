-- server: which server, which database, as whom, and the settings that a distribution rests on
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   1
select
    current_setting('server_version_num')::int as version,
    current_setting('server_version') as version_text,
    current_database()::text as database,
    current_user::text as "user",
    (select r.rolsuper from pg_roles r where r.rolname = current_user) as superuser,
    pg_is_in_recovery() as in_recovery,
    (select e.extversion from pg_extension e where e.extname = 'citus') as citus_version,
    (select d.datcollate::text from pg_database d where d.datname = current_database()) as collation,
    coalesce((
        select jsonb_object_agg(s.name, s.setting)
        from pg_settings s
        where s.name like 'citus.%'
           or s.name in (
               'wal_level', 'max_replication_slots', 'max_wal_senders', 'max_logical_replication_workers',
               'max_worker_processes', 'max_connections', 'max_prepared_transactions', 'max_locks_per_transaction',
               'output_plugin_libraries', 'shared_preload_libraries', 'lc_messages', 'session_replication_role')
    ), '{}') as settings

-- node_conditions: what the nodes have room for, and who would be waited for on them
-- locks:  none
-- index:  none
-- citus:  one connection to every node, outside this transaction; a node that cannot answer says so in its row
-- rows:   one per node
select r.nodeid as node_id, n.nodename || ':' || n.nodeport as node, r.success, r.result
from run_command_on_all_nodes($command$
    select pg_catalog.jsonb_build_object(
        'server_version', pg_catalog.current_setting('server_version_num')::int,
        'citus_version', (select e.extversion from pg_catalog.pg_extension e where e.extname = 'citus'),
        'citus_library', pg_catalog.split_part(citus_version(), ' ', 2),
        'leftovers', coalesce((
            select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('kind', o.kind, 'name', o.name))
            from (
                select 'slot' as kind, s.slot_name::text as name
                from pg_catalog.pg_replication_slots s
                where s.slot_name ~ '^citus_shard_' and not s.active and s.database = pg_catalog.current_database()
                union all
                select 'publication', p.pubname::text from pg_catalog.pg_publication p where p.pubname ~ '^citus_shard_'
                union all
                select 'subscription', s.subname::text
                from pg_catalog.pg_subscription s
                join pg_catalog.pg_database d on d.oid = s.subdbid
                where s.subname ~ '^citus_shard_' and d.datname = pg_catalog.current_database()
            ) o), '[]'),
        'wal_level', pg_catalog.current_setting('wal_level'),
        'output_plugins', pg_catalog.current_setting('output_plugin_libraries', true),
        'free_slots', pg_catalog.current_setting('max_replication_slots')::int
            - (select pg_catalog.count(*) from pg_catalog.pg_replication_slots),
        'free_senders', pg_catalog.current_setting('max_wal_senders')::int
            - (select pg_catalog.count(*) from pg_catalog.pg_stat_replication),
        'replication_workers', pg_catalog.current_setting('max_logical_replication_workers')::int,
        'available_bytes', (select d.available_disk_size from pg_catalog.citus_local_disk_space_stats() d),
        'long_transactions', coalesce((
            select pg_catalog.jsonb_agg('process ' || a.pid || ' (' || coalesce(a.usename, '?') || ', "' || a.application_name
                || '", ' || pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - a.xact_start) || ')')
            from pg_catalog.pg_stat_activity a
            where a.datname = pg_catalog.current_database()
              and a.backend_type = 'client backend'
              and a.pid <> pg_catalog.pg_backend_pid()
              and a.application_name not like 'penstock citus apply%'
              and a.application_name not like 'citus_internal%'
              and a.xact_start < pg_catalog.clock_timestamp() - interval '{long_transaction} milliseconds'), '[]'),
        'prepared', coalesce((
            select pg_catalog.jsonb_agg(p.gid)
            from pg_catalog.pg_prepared_xacts p
            where p.database = pg_catalog.current_database()
              and p.prepared < pg_catalog.clock_timestamp() - interval '{long_transaction} milliseconds'), '[]')
    )::pg_catalog.text
$command$) r
left join pg_catalog.pg_dist_node n on n.nodeid = r.nodeid
order by r.nodeid

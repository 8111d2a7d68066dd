-- node_locks: the locks on tables that sessions of this database hold on this node
-- locks:  none
-- index:  none
-- citus:  local; sent to each node, where a shard is told by its table's name and its number
-- rows:   1, as JSON
with shard as (
    select r.oid, s.shardid, t.relname, t.relnamespace
    from pg_catalog.pg_dist_placement p
    join pg_catalog.pg_dist_local_group l on l.groupid = p.groupid
    join pg_catalog.pg_dist_shard s on s.shardid = p.shardid
    join pg_catalog.pg_class t on t.oid = s.logicalrelid::pg_catalog.oid
    join pg_catalog.pg_class r on r.relnamespace = t.relnamespace
        and r.relname = (pg_catalog.parse_ident(pg_catalog.shard_name(s.logicalrelid, s.shardid, false)))[2]
), others as (
    select a.pid
    from pg_catalog.pg_stat_activity a
    where a.datname = pg_catalog.current_database()
      and a.pid <> pg_catalog.pg_backend_pid()
      and a.backend_type <> 'autovacuum worker'
), held as (
    select distinct n.nspname, coalesce(s.relname, c.relname) as relname, s.shardid, l.mode
    from pg_catalog.pg_locks l
    join others o on o.pid = l.pid
    join pg_catalog.pg_class c on c.oid = l.relation and c.relkind in ('r', 'p')
    left join shard s on s.oid = c.oid
    join pg_catalog.pg_namespace n on n.oid = coalesce(s.relnamespace, c.relnamespace)
    where l.locktype = 'relation'
      and l.granted
      and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
      and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'citus', 'citus_internal', 'columnar', 'columnar_internal')
      and n.nspname !~ '^pg_temp_'
)
select pg_catalog.jsonb_build_object(
    'coordinator', (select g.groupid = 0 from pg_catalog.pg_dist_local_group g),
    'locks', coalesce((
        select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
            'schema', h.nspname, 'table', h.relname, 'shard', h.shardid, 'mode', h.mode))
        from held h), '[]')
)::pg_catalog.text as answer

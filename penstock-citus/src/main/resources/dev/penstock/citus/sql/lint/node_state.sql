-- node_state: the tables of this node with the files they lie in, and what is left half done on them
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
), tables as (
    select c.oid, n.nspname, coalesce(s.relname, c.relname) as relname, s.shardid, c.relfilenode
    from pg_catalog.pg_class c
    left join shard s on s.oid = c.oid
    join pg_catalog.pg_namespace n on n.oid = coalesce(s.relnamespace, c.relnamespace)
    where c.relkind in ('r', 'p')
      and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'citus', 'citus_internal', 'columnar', 'columnar_internal')
      and n.nspname !~ '^pg_temp_'
), half as (
    select t.nspname, t.relname, t.shardid, case k.contype when 'c' then 'CHECK' else 'FOREIGN_KEY' end as kind,
           pg_catalog.regexp_replace(k.conname, '_' || coalesce(t.shardid, 0) || '$', '') as name
    from pg_catalog.pg_constraint k
    join tables t on t.oid = k.conrelid
    where k.contype in ('c', 'f') and not k.convalidated
    union all
    select t.nspname, t.relname, t.shardid, 'INDEX',
           pg_catalog.regexp_replace(c.relname, '_' || coalesce(t.shardid, 0) || '$', '')
    from pg_catalog.pg_index i
    join tables t on t.oid = i.indrelid
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    where not i.indisvalid and c.relkind = 'i'
)
select pg_catalog.jsonb_build_object(
    'coordinator', (select g.groupid = 0 from pg_catalog.pg_dist_local_group g),
    'tables', coalesce((
        select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
            'schema', t.nspname, 'table', t.relname, 'shard', t.shardid, 'file', t.relfilenode::pg_catalog.int8))
        from tables t), '[]'),
    'half', coalesce((
        select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
            'schema', h.nspname, 'table', h.relname, 'shard', h.shardid, 'kind', h.kind, 'name', h.name))
        from half h), '[]')
)::pg_catalog.text as answer

-- node_progress: how far the sessions have come that work on the nodes for a session of ours: index builds, copies, shards reached
-- locks:  none
-- index:  none
-- citus:  one connection to every node, outside this transaction; a node that cannot answer has no progress
-- rows:   one per index build and copy, and one per node for its shards
select r.nodeid as node, p.value ->> 'kind' as kind, (p.value ->> 'process')::int as process, p.value ->> 'phase' as phase,
       (p.value ->> 'relation')::int8 as relation, (p.value ->> 'done')::int8 as done, (p.value ->> 'total')::int8 as total
from run_command_on_all_nodes($command$
    with own as (
        select a.pid
        from pg_catalog.pg_stat_activity a
        where a.application_name like '% gpid={gpid}'
           or a.pid = {pid} and exists (select from pg_catalog.pg_dist_local_group g where g.groupid = 0)
    )
    select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(f)), '[]')::pg_catalog.text
    from (
        select 'index' as kind, o.pid as process, i.phase, i.relid::int8 as relation,
               case when i.blocks_total > 0 then i.blocks_done when i.tuples_total > 0 then i.tuples_done else i.lockers_done end as done,
               case when i.blocks_total > 0 then i.blocks_total when i.tuples_total > 0 then i.tuples_total else i.lockers_total end as total
        from own o
        join pg_catalog.pg_stat_progress_create_index i on i.pid = o.pid
        union all
        select 'copy', o.pid, '', c.relid::int8, c.tuples_processed, 0
        from own o
        join pg_catalog.pg_stat_progress_copy c on c.pid = o.pid and c.command = 'COPY FROM'
        union all
        select 'shards', 0, '', 0, pg_catalog.count(distinct s.shardid), 0
        from own o
        join pg_catalog.pg_locks l on l.pid = o.pid and l.granted and l.locktype = 'relation'
            and l.mode not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
        join pg_catalog.pg_class c on c.oid = l.relation
        join pg_catalog.pg_dist_shard s on c.relname like '%\_' || s.shardid
    ) f
$command$) r
cross join lateral pg_catalog.jsonb_array_elements(case when r.success then r.result::jsonb else '[]' end) p

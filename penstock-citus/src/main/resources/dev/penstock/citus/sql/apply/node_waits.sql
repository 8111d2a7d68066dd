-- node_waits: who works on a node for a session of ours and has waited for a lock for too long
-- locks:  none
-- index:  none
-- citus:  one connection to every node, outside this transaction; a node that cannot answer counts as waiting for nothing
-- rows:   one per wait
select coalesce(n.nodename || ':' || n.nodeport, 'node ' || r.nodeid) as node, w.value ->> 0 as lock
from run_command_on_all_nodes($command$
    select coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(
        l.mode || ' on ' || coalesce(l.relation::pg_catalog.regclass::pg_catalog.text, l.locktype))), '[]')::pg_catalog.text
    from pg_catalog.pg_stat_activity a
    join pg_catalog.pg_locks l on l.pid = a.pid and not l.granted
    where a.application_name like '% gpid={gpid}'
      and l.waitstart < pg_catalog.clock_timestamp()
          - case when l.locktype in ('relation', 'advisory') then interval '{queueing} milliseconds' else interval '{waiting} milliseconds' end
$command$) r
left join pg_catalog.pg_dist_node n on n.nodeid = r.nodeid
cross join lateral pg_catalog.jsonb_array_elements(case when r.success then r.result::jsonb else '[]' end) w
order by 1, 2

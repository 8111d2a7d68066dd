-- node_copies: what is said of the plan tables, on the shells and on the shards, of every node; {said} is what
-- locks:  none
-- index:  none
-- citus:  one connection to every node; a node that cannot answer says so in its row
-- rows:   one per node
select r.nodeid as node_id, coalesce(n.nodename || ':' || n.nodeport, 'node ' || r.nodeid) as node, r.success, r.result
from run_command_on_all_nodes($command$
    with wanted as (
        select t.oid, pg_catalog.format('%I.%I', tn.nspname, t.relname) as name
        from pg_catalog.pg_class t
        join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
        where pg_catalog.format('%I.%I', tn.nspname, t.relname) = any ({tables}::text[])
    ),
    places as (
        select w.oid, w.name as table_name, w.name as relation, 0::int8 as shard
        from wanted w
        union all
        select c.oid, w.name, pg_catalog.format('%I.%I', n.nspname, c.relname), s.shardid
        from wanted w
        join pg_catalog.pg_dist_shard s on s.logicalrelid = w.oid
        join pg_catalog.pg_dist_placement p on p.shardid = s.shardid
        join pg_catalog.pg_dist_local_group l on l.groupid = p.groupid
        join pg_catalog.pg_class c on c.relname = (pg_catalog.parse_ident(pg_catalog.shard_name(s.logicalrelid, s.shardid, false)))[2]
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        join pg_catalog.pg_class t on t.oid = w.oid and t.relnamespace = c.relnamespace
    )
    select coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(q.table_name, q.shard, q.what, q.valid)), '[]')::pg_catalog.text
    from (
{said}
    ) q
$command$) r
left join pg_catalog.pg_dist_node n on n.nodeid = r.nodeid
order by r.nodeid

-- citus_shard_sizes: bytes and estimated rows of every shard, as its own node knows them
-- locks:  access share on each shard while its size is read
-- index:  pg_class by name, on every node
-- citus:  one connection to every node, outside this transaction; a node that cannot answer says so in its row
-- rows:   one per node
select r.nodeid as node_id, r.success, r.result
from run_command_on_all_nodes($command$
    select coalesce(pg_catalog.jsonb_object_agg(s.shardid, pg_catalog.jsonb_build_array(
        pg_catalog.pg_total_relation_size(c.oid), c.reltuples::pg_catalog.int8)), '{}')::pg_catalog.text
    from pg_catalog.pg_dist_placement p
    join pg_catalog.pg_dist_local_group l on l.groupid = p.groupid
    join pg_catalog.pg_dist_shard s on s.shardid = p.shardid
    join pg_catalog.pg_class t on t.oid = s.logicalrelid::pg_catalog.oid
    join pg_catalog.pg_class c on c.relnamespace = t.relnamespace
        and c.relname = (pg_catalog.parse_ident(pg_catalog.shard_name(s.logicalrelid, s.shardid, false)))[2]
$command$) r
order by r.nodeid

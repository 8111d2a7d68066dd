-- on_nodes: runs a command on every node, the coordinator included
-- locks:  those of the command, in a transaction of its own
-- index:  none
-- citus:  every node over a connection of its own; what fails is a row
-- rows:   one per node
select coalesce(n.nodename || ':' || n.nodeport, 'node ' || r.nodeid) as node, null::pg_catalog.int8 as shard, r.success, r.result
from pg_catalog.run_command_on_all_nodes(:command) r
left join pg_catalog.pg_dist_node n on n.nodeid = r.nodeid

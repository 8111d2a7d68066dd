-- cluster_nodes: where this cluster's nodes are, the coordinator first where it is among them
-- locks:  none
-- index:  none
-- citus:  local metadata
-- rows:   one per node
select n.nodename::text as host, n.nodeport as port, n.groupid = 0 as coordinator, n.shouldhaveshards as shards
from pg_catalog.pg_dist_node n
where n.noderole = 'primary'
order by n.groupid <> 0, n.nodeid

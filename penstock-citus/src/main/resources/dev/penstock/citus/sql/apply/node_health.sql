-- node_health: which nodes cannot reach which
-- locks:  none
-- index:  none
-- citus:  every node connects to every other
-- rows:   one per pair that fails
select h.from_nodename || ':' || h.from_nodeport as "from", h.to_nodename || ':' || h.to_nodeport as "to"
from citus_check_cluster_node_health() h
where h.result is not true
order by 1, 2

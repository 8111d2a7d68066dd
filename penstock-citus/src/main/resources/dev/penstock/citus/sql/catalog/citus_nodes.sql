-- citus_nodes: the nodes of the cluster, and which of them is asked
-- locks:  none
-- index:  none
-- citus:  local metadata
-- rows:   one per node
select
    n.nodeid as id,
    n.groupid as group_id,
    n.nodename as host,
    n.nodeport as port,
    n.noderole::text as role,
    n.isactive as active,
    n.hasmetadata as has_metadata,
    n.metadatasynced as metadata_synced,
    n.shouldhaveshards as should_have_shards,
    n.groupid = 0 as coordinator,
    n.groupid = (select l.groupid from pg_dist_local_group l) as asked
from pg_dist_node n
order by n.groupid, n.nodeid

-- coordinates: whether this node is the coordinator, the only one that may change the schema, whether every node that has
--              shards knows the catalogs, and whether functions have been copied for shards
-- locks:  none
-- index:  none
-- citus:  any node, from its own catalogs
-- rows:   1
select citus_is_coordinator() as coordinator,
    coalesce((select bool_and(n.hasmetadata and n.metadatasynced) from pg_dist_node n where n.shouldhaveshards), true)
        as synced,
    to_regproc('penstock.append_here') is not null as copied

-- hold_shards: a node may hold shards, or not, as in the cluster that is copied
-- locks:  exclusive on pg_dist_node
-- index:  none
-- citus:  coordinator
-- rows:   1
select pg_catalog.citus_set_node_property(:host, :port::pg_catalog.int4, 'shouldhaveshards', :shards::pg_catalog.bool)

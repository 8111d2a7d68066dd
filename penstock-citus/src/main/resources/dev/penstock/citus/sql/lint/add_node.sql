-- add_node: takes a node into the scratch cluster
-- locks:  exclusive on pg_dist_node
-- index:  none
-- citus:  coordinator; connects to the node's scratch database
-- rows:   1
select pg_catalog.citus_add_node(:host, :port::pg_catalog.int4)

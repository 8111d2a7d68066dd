-- set_coordinator: says where the coordinator is
-- locks:  exclusive on pg_dist_node
-- index:  none
-- citus:  coordinator
-- rows:   1
select pg_catalog.citus_set_coordinator_host(:host, :port::pg_catalog.int4)

-- let_in: how the nodes of the scratch databases let each other in
-- locks:  row exclusive on pg_dist_authinfo
-- index:  pg_dist_authinfo_identification_index
-- citus:  local metadata; sent to each node
-- rows:   1
insert into pg_catalog.pg_dist_authinfo (nodeid, rolename, authinfo)
values (:node::pg_catalog.int4, :role, :login)

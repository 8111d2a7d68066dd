-- here: the group of the node that the connection leads to
-- locks:  none
-- index:  none
-- citus:  any node, from its own catalogs
-- rows:   1
select g.groupid from pg_dist_local_group g

-- login_between_nodes: how the nodes of this cluster let each other in, whichever node it is
-- locks:  none
-- index:  none
-- citus:  local metadata; a superuser's to read
-- rows:   those that are for every node
select a.nodeid as node, a.rolename::text as role, a.authinfo::text as login
from pg_catalog.pg_dist_authinfo a
where a.nodeid in (0, -1)

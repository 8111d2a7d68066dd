-- drop_role: the role of the scratch databases, which owned nothing else
-- locks:  row exclusive on pg_authid
-- index:  pg_authid_rolname_index
-- citus:  sent to each node
-- rows:   none
drop role if exists {role}

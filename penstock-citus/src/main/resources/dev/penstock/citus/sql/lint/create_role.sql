-- create_role: whoever runs the traced statements: the owner of the scratch databases, who may nothing outside of them
-- locks:  row exclusive on pg_authid
-- index:  pg_authid_rolname_index
-- citus:  sent to each node
-- rows:   1
create role {role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password {password}

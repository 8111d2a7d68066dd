-- mark_database: says what the database is, for people and for the check of every connection
-- locks:  row exclusive on pg_shdescription
-- index:  pg_shdescription_o_c_index
-- citus:  sent to each node
-- rows:   none
comment on database {database} is {mark}

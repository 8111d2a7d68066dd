-- create_citus: the extension, in a scratch database
-- locks:  row exclusive on catalogs
-- index:  none
-- citus:  sent to each node
-- rows:   none
create extension citus

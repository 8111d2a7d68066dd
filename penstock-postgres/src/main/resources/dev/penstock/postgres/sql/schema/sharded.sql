-- sharded: from now on refuse the writes of workers that take the tables for undistributed
-- locks:  none
-- index:  none
-- citus:  coordinator, from which the function goes to every node
-- rows:   none
create or replace function penstock.sharded(p_table text default 'penstock.run') returns boolean
language sql immutable
return p_table = 'penstock.run'

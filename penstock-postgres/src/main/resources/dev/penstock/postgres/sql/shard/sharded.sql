-- sharded: whether the tables are distributed
-- locks:  none
-- index:  none
-- citus:  any node
-- rows:   1
select penstock.sharded()

-- now: the database clock
-- locks:  none
-- index:  none
-- citus:  the clock of the node that is asked
-- rows:   1
select clock_timestamp()

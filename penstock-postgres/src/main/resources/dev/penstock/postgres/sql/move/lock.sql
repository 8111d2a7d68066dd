-- lock: one process at a time changes the schema, until its connection ends
-- locks:  an advisory lock, the number of which is that of schema/lock
-- index:  none
-- citus:  coordinator
-- rows:   1
select pg_try_advisory_lock(7364736801)

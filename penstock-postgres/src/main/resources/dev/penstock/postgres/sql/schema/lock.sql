-- lock: one process at a time migrates, until its transaction ends
-- locks:  an advisory lock whose number is arbitrary
-- index:  none
-- citus:  coordinator
-- rows:   1
select pg_advisory_xact_lock(7364736801)

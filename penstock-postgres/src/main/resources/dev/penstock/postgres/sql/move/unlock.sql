-- unlock: let others change the schema again
-- locks:  none
-- index:  none
-- citus:  coordinator
-- rows:   1
select pg_advisory_unlock(7364736801)

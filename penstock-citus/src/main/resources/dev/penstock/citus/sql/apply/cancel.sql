-- cancel: gives up what a session of ours is doing
-- locks:  none
-- index:  none
-- citus:  local; Citus then gives up what it does on the nodes for it
-- rows:   1
select pg_catalog.pg_cancel_backend(cast(:pid as int)) as cancelled

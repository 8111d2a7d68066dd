-- wrote_here: whether the transaction has written to a table that only this node, the coordinator, has
-- locks:  none
-- index:  none
-- citus:  the node that is asked
-- rows:   1
select pg_current_xact_id_if_assigned() is not null and citus_is_coordinator()

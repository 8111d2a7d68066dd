-- take_place: the twin of a table takes its place
-- locks:  the twin, which nobody knows, on all nodes
-- index:  none
-- citus:  coordinator, and done on every node
-- rows:   none
alter table penstock_move.{table} set schema penstock

-- give_way: a table leaves its place to its twin
-- locks:  the table, exclusively
-- index:  none
-- citus:  coordinator
-- rows:   none
alter table penstock.{table} set schema penstock_before

-- late: take runs that have changed since they were copied, or came too late for it
-- locks:  those rows
-- index:  none
-- citus:  coordinator
-- rows:   0 … :limit
delete from penstock_move.late l
where l.ctid = any (array(select k.ctid from penstock_move.late k limit :limit))
returning l.tenant::text, l.run_id

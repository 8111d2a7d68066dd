-- advance: remember how far the copy has come
-- locks:  the row
-- index:  none
-- citus:  coordinator
-- rows:   1 written
update penstock_move.progress
set tenant = :tenant::${tenant}, run_id = :run::uuid, copied = copied + :copied

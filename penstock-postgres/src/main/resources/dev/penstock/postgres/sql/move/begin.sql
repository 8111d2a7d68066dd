-- begin: the copy begins before all keys
-- locks:  none
-- index:  none
-- citus:  coordinator
-- rows:   1 written
insert into penstock_move.progress (tenant, run_id)
values (:tenant::${tenant}, '00000000-0000-0000-0000-000000000000')

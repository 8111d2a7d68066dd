-- stage: how far a move has come, by what is there of it
-- locks:  none
-- index:  none
-- citus:  coordinator, from the catalogs
-- rows:   1
select to_regclass('penstock_move.run') is not null as twins,
    exists (select from pg_trigger t where t.tgrelid = to_regclass('penstock.run') and t.tgname = 'penstock_move_update')
        as watched,
    to_regclass('penstock_before.run') is not null as swapped,
    to_regnamespace('penstock_move') is not null as begun

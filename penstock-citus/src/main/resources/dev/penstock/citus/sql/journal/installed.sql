-- installed: whether the journal is there
-- locks:  none
-- index:  none
-- citus:  local tables of the coordinator, never distributed
-- rows:   1
select pg_catalog.to_regclass('penstock_citus.measured') is not null as installed

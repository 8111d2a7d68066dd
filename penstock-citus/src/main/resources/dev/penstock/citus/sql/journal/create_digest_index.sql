-- create_digest_index: the way to the digests of one table
-- locks:  share on the table
-- index:  none
-- citus:  local tables of the coordinator, never distributed
-- rows:   0
create index if not exists digest_table on penstock_citus.digest (fingerprint, table_name, moment)

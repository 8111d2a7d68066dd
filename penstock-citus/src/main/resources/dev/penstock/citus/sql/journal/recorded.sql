-- recorded: everything that was there before has been written down
-- locks:  the row
-- index:  plan_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   1
update penstock_citus.plan set recorded_at = clock_timestamp() where fingerprint = :fingerprint

-- finished: every operation of the plan is done
-- locks:  the row
-- index:  plan_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   0..1
update penstock_citus.plan set finished_at = clock_timestamp()
where fingerprint = :fingerprint and finished_at is null

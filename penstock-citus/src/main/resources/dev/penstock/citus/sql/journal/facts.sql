-- facts: what was written down
-- locks:  none
-- index:  fact_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   one per fact
select kind, subject, value from penstock_citus.fact where fingerprint = :fingerprint order by kind, subject

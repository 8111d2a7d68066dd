-- confirmed: what people have confirmed
-- locks:  none
-- index:  confirmation_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   one per confirmation
select gate from penstock_citus.confirmation where fingerprint = :fingerprint and evidence is null order by gate

-- passed: a gate was open by what the database said
-- locks:  the row
-- index:  confirmation_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   0..1
insert into penstock_citus.confirmation (fingerprint, gate, evidence) values (:fingerprint, :gate, :evidence)
on conflict (fingerprint, gate) do update set evidence = excluded.evidence, confirmed_at = clock_timestamp()
where confirmation.evidence is not null

-- confirm: a person has confirmed something
-- locks:  the row
-- index:  confirmation_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   0..1
insert into penstock_citus.confirmation (fingerprint, gate) values (:fingerprint, :gate)
on conflict (fingerprint, gate) do update
set evidence = null, confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at
where confirmation.evidence is not null

-- begin: a plan begins, or goes on
-- locks:  the row
-- index:  plan_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   1
insert into penstock_citus.plan (fingerprint, goal, mode)
values (:fingerprint, :goal, :mode)
on conflict (fingerprint) do update set mode = excluded.mode, reversed_at = null

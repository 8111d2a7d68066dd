-- plan: how far a plan is
-- locks:  none
-- index:  plan_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   0..1
select fingerprint, mode, began_at::text, recorded_at::text, finished_at::text, reversed_at::text
from penstock_citus.plan where fingerprint = :fingerprint

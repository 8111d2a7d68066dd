-- operations: how far each operation of a plan is
-- locks:  none
-- index:  operation_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   one per operation that was begun
select id, state, attempts, started_at::text, finished_at::text, last_key, rows_done, error
from penstock_citus.operation where fingerprint = :fingerprint order by id

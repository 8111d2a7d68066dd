-- operation_started: an operation begins, or is tried again
-- locks:  the row
-- index:  operation_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   1
insert into penstock_citus.operation (fingerprint, id, state)
values (:fingerprint, :id, 'running')
on conflict (fingerprint, id) do update
set state = 'running', attempts = operation.attempts + 1, finished_at = null, error = null

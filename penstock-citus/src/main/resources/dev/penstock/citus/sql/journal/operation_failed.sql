-- operation_failed: an operation failed
-- locks:  the row
-- index:  operation_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   1
update penstock_citus.operation set state = 'failed', finished_at = clock_timestamp(), error = :error
where fingerprint = :fingerprint and id = :id

-- checkpoint: how far the batches are; in the transaction of the batch
-- locks:  the row
-- index:  operation_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   1
update penstock_citus.operation set last_key = :last_key::text[], rows_done = :rows::bigint
where fingerprint = :fingerprint and id = :id

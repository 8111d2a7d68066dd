-- operation_reversed: an operation was taken back; batches begin from the first row again
-- locks:  the row
-- index:  operation_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   1
insert into penstock_citus.operation (fingerprint, id, state, attempts, finished_at)
values (:fingerprint, :id, 'reversed', 0, clock_timestamp())
on conflict (fingerprint, id) do update
set state = 'reversed', finished_at = clock_timestamp(), last_key = null, rows_done = 0, error = null

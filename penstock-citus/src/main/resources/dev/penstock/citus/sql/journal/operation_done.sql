-- operation_done: an operation is done; one that was found done has no beginning of its own
-- locks:  the row
-- index:  operation_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   0..1
insert into penstock_citus.operation (fingerprint, id, state, attempts, finished_at)
values (:fingerprint, :id, 'done', 0, clock_timestamp())
on conflict (fingerprint, id) do update
set state = 'done', finished_at = clock_timestamp(), error = null
where operation.state <> 'done'

-- renew: extend a lease that has not been ended, and tell the time
-- locks:  the worker's row
-- index:  worker_pkey
-- citus:  reference table, written on every node
-- rows:   1
with renewed as (
    update penstock.worker w
    set expires_at = now() + :lease_us * interval '1 microsecond'
    where w.worker_id = :worker::uuid and w.ended_at is null
    returning w.worker_id
)
select exists (select from renewed) as held, clock_timestamp() as database_time

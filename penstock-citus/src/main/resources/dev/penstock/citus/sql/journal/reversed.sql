-- reversed: a plan was taken back: what was recorded before it is of no use any more, nor what of it had failed
-- locks:  the rows
-- index:  those of the keys
-- citus:  local tables of the coordinator, never distributed
-- rows:   1
with digests as (delete from penstock_citus.digest where fingerprint = :fingerprint),
measures as (delete from penstock_citus.measured where fingerprint = :fingerprint),
facts as (delete from penstock_citus.fact where fingerprint = :fingerprint),
confirmations as (delete from penstock_citus.confirmation where fingerprint = :fingerprint),
operations as (
    update penstock_citus.operation set state = 'reversed', last_key = null, rows_done = 0
    where fingerprint = :fingerprint and state in ('running', 'failed')
)
update penstock_citus.plan set recorded_at = null, finished_at = null, reversed_at = clock_timestamp()
where fingerprint = :fingerprint

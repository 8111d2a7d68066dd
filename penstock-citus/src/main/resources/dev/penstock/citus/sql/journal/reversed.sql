-- reversed: a plan was taken back: what was recorded before it is of no use any more
-- locks:  the rows
-- index:  those of the keys
-- citus:  local tables of the coordinator, never distributed
-- rows:   1
with digests as (delete from penstock_citus.digest where fingerprint = :fingerprint),
measures as (delete from penstock_citus.measured where fingerprint = :fingerprint),
facts as (delete from penstock_citus.fact where fingerprint = :fingerprint),
confirmations as (delete from penstock_citus.confirmation where fingerprint = :fingerprint)
update penstock_citus.plan set recorded_at = null, finished_at = null, reversed_at = clock_timestamp()
where fingerprint = :fingerprint

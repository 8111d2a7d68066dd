-- workers: whose leases stand
-- locks:  none
-- index:  worker_standing_idx
-- citus:  any node
-- rows:   one per worker that lives
select distinct w.name from penstock.worker w where w.ended_at is null and w.expires_at > now() order by w.name

-- presume: give workers of which a shard knows nothing, as after a split, a lease there as long as one's own
-- locks:  none
-- index:  worker_pkey
-- citus:  one shard, by tenant
-- rows:   0 … number of workers
insert into penstock.worker (tenant, worker_id, name, joined_at, expires_at, lease_us)
select w.tenant, u.worker_id, 'presumed', w.joined_at, w.expires_at, w.lease_us
from penstock.worker w, unnest(:workers::uuid[]) u (worker_id)
where w.tenant = :tenant::${tenant} and w.worker_id = :by::uuid
on conflict do nothing

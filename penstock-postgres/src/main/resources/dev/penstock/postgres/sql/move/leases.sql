-- leases: give each worker whose lease stands the same lease in all shards
-- locks:  none that anybody waits for beside those that the transaction has
-- index:  none
-- citus:  coordinator, and written to all shards
-- rows:   one per such worker and shard written
insert into penstock.worker (tenant, worker_id, name, joined_at, expires_at, lease_us)
select k.tenant, w.worker_id, w.name, w.joined_at, w.expires_at, w.lease_us
from penstock.worker w
cross join unnest(:tenants::text[]::${tenant}[]) k (tenant)
where w.ended_at is null
on conflict do nothing

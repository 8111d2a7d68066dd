-- leases_of: what has become of workers' leases in the shards that the tenants stand for
-- locks:  none
-- index:  worker_pkey
-- citus:  every node, a call for each, no more than once a second: the shards of the tenants are on one
-- rows:   0 … one per shard and worker
select w.worker_id, w.ended_at is null as standing,
    coalesce(w.ended_at < now() - :grace_us * interval '1 microsecond', false) as past
from penstock.worker w
where w.tenant = any (:tenants::text[]::${tenant}[]) and w.worker_id = any (:workers::uuid[])

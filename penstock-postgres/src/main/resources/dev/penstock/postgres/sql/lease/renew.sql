-- renew: extend the leases of a worker that have not been ended, or begin them, and tell the time
-- locks:  the worker's rows
-- index:  worker_pkey
-- citus:  one node: penstock.renew is distributed by p_route, and the tenants stand for shards of its node
-- rows:   1
select held, database_time
from penstock.renew(:route::${tenant}, :tenants::text[]::${tenant}[], :worker::uuid, :name::text, :lease_us)

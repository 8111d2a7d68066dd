-- end_leases: end the given leases, or when null is given those that have run out; on Citus, where a take-over begins
-- locks:  the rows of those workers
-- index:  worker_pkey
-- citus:  one node: penstock.end_leases is distributed by p_route, and the tenants stand for shards of its node
-- rows:   1, the number of leases
select penstock.end_leases(:route::${tenant}, :tenants::text[]::${tenant}[], :ended::uuid[])

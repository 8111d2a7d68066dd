-- end_leases: end the given leases, or when null is given those that have run out; on Citus, where a take-over begins
-- locks:  the rows of those workers
-- index:  worker_pkey
-- citus:  reference table: read on the node that is asked, written on every node when there is something to end
-- rows:   1, the number of leases
select penstock.end_leases(:ended::uuid[])

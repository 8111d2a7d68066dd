-- hash: what a tenant's name hashes to, as Citus distributes it
-- locks:  none
-- index:  none
-- citus:  the node that is asked
-- rows:   1
select worker_hash(:tenant::${tenant})

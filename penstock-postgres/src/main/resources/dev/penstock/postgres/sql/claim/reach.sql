-- reach: asks a node that has not answered whether it does now; what it says of a lease does not matter
-- locks:  none
-- index:  worker_pkey
-- citus:  one shard, by tenant
-- rows:   1
select exists (select from penstock.worker w where w.tenant = :tenant::${tenant})

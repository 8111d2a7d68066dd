-- take_part: let a shard take part in the transaction, without changing anything there
-- locks:  none
-- index:  run_pkey
-- citus:  one shard, by tenant
-- rows:   0 written
update penstock.run r set paused = r.paused
where r.tenant = :tenant::${tenant} and r.run_id = '00000000-0000-0000-0000-000000000000'

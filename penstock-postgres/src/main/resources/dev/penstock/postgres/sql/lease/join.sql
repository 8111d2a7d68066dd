-- join: register a worker under a lease
-- locks:  none
-- index:  worker_pkey
-- citus:  reference table, written on every node
-- rows:   0 or 1 written; repeating it after a lost answer changes nothing
insert into penstock.worker (worker_id, name, joined_at, expires_at)
values (:worker::uuid, :name, now(), now() + :lease_us * interval '1 microsecond')
on conflict do nothing

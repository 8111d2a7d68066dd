-- declare: that a tenant is about to be spread, unless that is declared already
-- locks:  none
-- index:  spread_pkey
-- citus:  reference table, written on every node
-- rows:   0 or 1 written
insert into penstock.spread (name, buckets, declared_at)
values (:name, :buckets::text[], clock_timestamp())
on conflict (name) do nothing

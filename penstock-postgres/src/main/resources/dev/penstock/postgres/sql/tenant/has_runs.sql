-- has_runs: whether a tenant has a run, or a bucket of it
-- locks:  none
-- index:  run_pkey
-- citus:  on each shard by itself, at most :limit rows from each; only asked when a tenant is spread
-- rows:   1
select exists (
    select from (
        select 1 from penstock.run r where r.tenant = any (:tenants::text[]::${tenant}[]) limit :limit) r)

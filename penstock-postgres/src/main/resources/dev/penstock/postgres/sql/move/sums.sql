-- sums: how many rows each of the given runs has, and a sum over what is in them
-- locks:  none
-- index:  the one that begins with the run's key
-- citus:  coordinator, which asks the shards of the tenants
-- rows:   0 or 1 per run
select t.tenant::text, t.run_id, count(*) as number, sum(hashtextextended(t::text, 0)) as content
from {schema}.{table} t
join unnest(:tenants::text[]::${tenant}[], :runs::uuid[]) k (tenant, run_id)
    on t.tenant = k.tenant and t.run_id = k.run_id
where t.tenant = any (:tenants::text[]::${tenant}[])
group by t.tenant, t.run_id

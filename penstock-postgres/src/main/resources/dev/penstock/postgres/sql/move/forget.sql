-- forget: remove the copies of runs
-- locks:  the rows
-- index:  the one that begins with the run's key
-- citus:  coordinator, which asks the shards of the tenants
-- rows:   all of the runs' deleted
delete from penstock_move.{table} t
using unnest(:tenants::text[]::${tenant}[], :runs::uuid[]) k (tenant, run_id)
where t.tenant = k.tenant and t.run_id = k.run_id and t.tenant = any (:tenants::text[]::${tenant}[])

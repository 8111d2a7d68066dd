-- again: copy runs once more, but for those that are running
-- locks:  none on one PostgreSQL
-- index:  run_pkey, and the one that begins with the run's key
-- citus:  coordinator, and written to the shards of the tenants
-- rows:   all of the runs' written
insert into penstock_move.{table}
select t.*
from unnest(:tenants::text[]::${tenant}[], :runs::uuid[]) k (tenant, run_id)
join penstock.run r on r.tenant = any (array[k.tenant]) and r.run_id = any (array[k.run_id])
join penstock.{table} t on t.tenant = r.tenant and t.run_id = r.run_id
where r.state <> 'running'

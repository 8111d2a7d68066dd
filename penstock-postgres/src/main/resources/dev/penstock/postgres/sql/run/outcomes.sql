-- outcomes: how far runs have come, each by itself
-- locks:  none
-- index:  run_pkey
-- citus:  one shard, by tenant: the runs are of one
-- rows:   0 … number of runs
select r.run_id, r.workflow, r.state, r.output, r.failure, r.tenant::text, r.continued_as is not null
from unnest(:tenants::text[]::${tenant}[], :runs::uuid[]) k (tenant, run_id)
join penstock.run r on r.tenant = any (array[k.tenant]) and r.run_id = k.run_id
    and k.tenant = any (array[k.tenant]) and k.run_id = any (array[k.run_id])
where :pruning::text[]::${tenant}[] is null or r.tenant = any (:pruning::text[]::${tenant}[])

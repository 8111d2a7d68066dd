-- runs_by_tenant: the tenants with the most runs
-- locks: none
-- index: none, it counts all
-- citus: not run there; every shard
-- rows: 0..3
select r.tenant, count(*) as runs
from penstock.run r
group by r.tenant
order by count(*) desc, r.tenant
limit 3

-- copy: the rows of a part of the runs to their shards, but for runs that are running
-- locks:  none on one PostgreSQL
-- index:  run_pkey, and the one that begins with the run's key
-- citus:  coordinator, and written to all shards; repeating it changes nothing
-- rows:   all of the part's runs written
insert into penstock_move.{table}
select t.*
from penstock.run r
join penstock.{table} t on t.tenant = r.tenant and t.run_id = r.run_id
where (r.tenant, r.run_id) > (:after_tenant::${tenant}, :after_run::uuid)
  and (r.tenant, r.run_id) <= (:tenant::${tenant}, :run::uuid)
  and r.state <> 'running'
on conflict do nothing

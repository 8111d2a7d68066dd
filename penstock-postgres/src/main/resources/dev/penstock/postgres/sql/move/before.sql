-- before: a part of the runs as they were when the tables changed places
-- locks:  none
-- index:  run_pkey
-- citus:  coordinator, where they are still
-- rows:   0 … :limit
select r.tenant::text, r.run_id, r.state in ('completed', 'cancelled') as finished
from penstock_before.run r
where (r.tenant, r.run_id) > (:tenant::${tenant}, :run::uuid)
order by r.tenant, r.run_id
limit :limit

-- last_key: the key with which the next part of the runs ends
-- locks:  none
-- index:  run_pkey
-- citus:  never: the runs that are moved lie on one PostgreSQL
-- rows:   0 or 1
select k.tenant::text, k.run_id
from (
    select r.tenant, r.run_id
    from penstock.run r
    where (r.tenant, r.run_id) > (:tenant::${tenant}, :run::uuid)
    order by r.tenant, r.run_id
    limit :limit
) k
order by k.tenant desc, k.run_id desc
limit 1

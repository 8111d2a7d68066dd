-- a_key_made_one_run: idempotency keys of more than one run
select r.tenant, r.workflow, format('key %s made %s runs', r.idempotency_key, count(*))
from penstock.run r
where r.idempotency_key is not null
group by r.tenant, r.workflow, r.idempotency_key
having count(*) > 1
limit 1000

-- no_started_run_is_lost: runs that a caller was told of and that do not exist
select t.tenant, t.run_id::text, format('accepted for key %s', t.key)
from chaos.told t
left join penstock.run r on r.tenant = t.tenant and r.run_id = t.run_id
where r.run_id is null
limit 1000

-- no_step_is_without_its_run: records of runs that do not exist
select s.tenant, s.run_id::text, s.name
from penstock.step s
left join penstock.run r on r.tenant = s.tenant and r.run_id = s.run_id
where r.run_id is null
limit 1000

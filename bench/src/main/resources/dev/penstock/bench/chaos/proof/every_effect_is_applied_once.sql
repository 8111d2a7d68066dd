-- every_effect_is_applied_once: transactional steps whose rows are in the application's table more than once
select e.tenant, e.run_id::text, format('%s: %s rows', e.step, count(*))
from chaos.effect e
group by e.tenant, e.run_id, e.step
having count(*) > 1
limit 1000

-- every_effect_is_recorded: rows of the application whose step is not on record with the same result
select e.tenant, e.run_id::text, format('%s wrote %s', e.step, e.result)
from chaos.effect e
left join penstock.step s on s.tenant = e.tenant and s.run_id = e.run_id and s.name = e.step
    and (s.result #>> '{}') = e.result
where s.run_id is null
limit 1000

-- every_execution_saw_what_is_recorded: results that a run's code has gone past, and that are not the ones on record
select w.tenant, w.run_id::text, format('%s returned %s, recorded is %s', w.step, w.result, s.result #>> '{}')
from chaos.saw w
left join penstock.step s on s.tenant = w.tenant and s.run_id = w.run_id and s.name = w.step
where w.result is distinct from (s.result #>> '{}')
limit 1000

-- every_recorded_effect_is_applied: transactional steps on record whose rows are not in the application's table
select s.tenant, s.run_id::text, format('%s recorded %s', s.name, s.result #>> '{}')
from penstock.step s
left join chaos.effect e on e.tenant = s.tenant and e.run_id = s.run_id and e.step = s.name
    and e.result = (s.result #>> '{}')
where s.kind = 'transaction' and e.run_id is null
limit 1000

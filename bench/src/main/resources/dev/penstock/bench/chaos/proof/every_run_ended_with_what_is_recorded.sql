-- every_run_ended_with_what_is_recorded: runs whose output is not made of the results on record
select r.tenant, r.run_id::text, format('%s ended with %s, recorded is %s', r.workflow, r.output #>> '{}', s.results)
from penstock.run r
join (
    select s.tenant, s.run_id,
        string_agg(coalesce(c.output #>> '{}', s.result #>> '{}'), ' ' order by array_position(
            array['reserve', 'charge', 'enter-1', 'pick', 'enter-2', 'pack', 'label', 'enter-3', 'notify', 'weigh',
                'enter-4'], s.name)) as results
    from penstock.step s
    left join penstock.run c on c.tenant = s.tenant and c.parent_run_id = s.run_id and s.kind = 'child'
    where s.kind <> 'sleep'
    group by s.tenant, s.run_id
) s on s.tenant = r.tenant and s.run_id = r.run_id
where r.state = 'completed' and (r.output #>> '{}') is distinct from s.results
limit 1000

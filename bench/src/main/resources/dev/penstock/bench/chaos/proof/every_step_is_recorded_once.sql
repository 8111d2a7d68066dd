-- every_step_is_recorded_once: runs whose records are not exactly the steps of their workflow
select r.tenant, r.run_id::text, format('%s has %s', r.workflow, s.names)
from penstock.run r
left join (
    select tenant, run_id, count(*) as number, count(distinct name) as steps, bool_and(state = 'completed') as completed,
        string_agg(name || '#' || occurrence || ' ' || state, ', ' order by name, occurrence) as names
    from penstock.step
    group by tenant, run_id
) s on s.tenant = r.tenant and s.run_id = r.run_id
where r.state = 'completed'
  and (s.number is null or not s.completed
       or s.number <> s.steps
       or s.steps <> case r.workflow when 'fulfil' then 10 when 'pack' then 2 end)
limit 1000

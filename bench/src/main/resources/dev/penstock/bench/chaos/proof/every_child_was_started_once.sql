-- every_child_was_started_once: steps that started a child and do not have exactly one, and children that no step started
select coalesce(s.tenant, c.tenant), coalesce(s.run_id, c.parent_run_id)::text,
    format('%s child step(s), %s child run(s)', coalesce(s.number, 0), coalesce(c.number, 0))
from (
    select tenant, run_id, count(*) as number from penstock.step where kind = 'child' and item = 0 group by tenant, run_id
) s
full join (
    select tenant, parent_run_id, count(*) as number
    from penstock.run
    where parent_run_id is not null
    group by tenant, parent_run_id
) c on c.tenant = s.tenant and c.parent_run_id = s.run_id
where s.number is distinct from c.number
limit 1000

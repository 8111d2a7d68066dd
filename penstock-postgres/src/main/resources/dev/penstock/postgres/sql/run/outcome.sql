-- outcome: how far a run has come, followed through its continuations to the last
-- locks:  none
-- index:  run_pkey
-- citus:  one shard, by tenant
-- rows:   0 or 1
with recursive chain as (
    select r.run_id, r.continued_as
    from penstock.run r
    where r.tenant = :tenant::${tenant} and r.run_id = :run::uuid
    union all
    select n.run_id, n.continued_as
    from chain c
    join penstock.run n on n.tenant = :tenant::${tenant} and n.run_id = c.continued_as
)
select r.run_id, r.workflow, r.state, r.output, r.failure
from chain c
join penstock.run r on r.tenant = :tenant::${tenant} and r.run_id = c.run_id
where c.continued_as is null

-- proof_calls: the systems outside got every call, all calls of a step with one idempotency key, and calls more than once
--    only where a worker died, or lost its lease on a machine that had no time for it
-- locks: none
-- index: none
-- citus: not run there; every shard
-- rows: 1
with call as (
    select c.tenant, c.order_id, c.step, c.attempt, count(*) as times
    from demo.call c
    group by c.tenant, c.order_id, c.step, c.attempt
), step as (
    select c.tenant, c.order_id, c.step, count(distinct c.idempotency_key) as keys
    from demo.call c
    group by c.tenant, c.order_id, c.step
), repeated as (
    select c.tenant, c.order_id, c.times - 1 as more, f.run_id is not null as was_in_flight
    from call c
    join penstock.run r on r.tenant = c.tenant and r.idempotency_key = c.order_id
    left join demo.in_flight f on f.tenant = r.tenant and f.run_id = r.run_id
    where c.times > 1
), figures as (
    select
        (select coalesce(sum(o.calls), 0) from demo.placed_order o) as expected,
        (select count(*) from call) as made,
        (select coalesce(sum(p.more), 0) from repeated p) as made_again,
        (select coalesce(sum(p.more), 0) from repeated p where not p.was_in_flight) as not_in_flight,
        (select count(*) from step s where s.keys <> 1) as steps_with_two_keys,
        (select count(*) - 1 from penstock.worker) - (select count(*) from demo.killed) as leases_lost
)
select
    f.made = f.expected and (f.not_in_flight = 0 or f.leases_lost > 0) and f.steps_with_two_keys = 0 as holds,
    f.*
from figures f

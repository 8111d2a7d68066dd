-- calls_again: calls that reached a system outside more than once, because a worker died between effect and record
-- locks: none
-- index: none
-- citus: not run there; every shard
-- rows: one per step that occurs
select c.step, sum(c.times - 1)::bigint as calls
from (
    select k.step, count(*) as times
    from demo.call k
    group by k.tenant, k.order_id, k.step, k.attempt
) c
where c.times > 1
group by c.step
order by c.step

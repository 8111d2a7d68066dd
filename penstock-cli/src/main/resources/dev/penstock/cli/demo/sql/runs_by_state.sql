-- runs_by_state: how the runs ended
-- locks: none
-- index: none, it counts all
-- citus: not run there; every shard
-- rows: one per state that occurs
select r.state, count(*) as runs
from penstock.run r
group by r.state
order by r.state

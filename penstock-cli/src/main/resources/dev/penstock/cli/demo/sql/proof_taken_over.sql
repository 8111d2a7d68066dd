-- proof_taken_over: every run that the dead worker held has changed hands and finished
-- locks: none
-- index: run_pkey
-- citus: not run there; every shard
-- rows: 1
select
    bool_and(r.epoch > f.epoch and r.completed_at is not null) as holds,
    count(*) as in_flight,
    count(*) filter (where r.epoch > f.epoch) as taken_over,
    count(*) filter (where r.completed_at is not null) as finished
from demo.in_flight f
join penstock.run r on r.tenant = f.tenant and r.run_id = f.run_id

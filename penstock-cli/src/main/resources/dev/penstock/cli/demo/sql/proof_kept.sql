-- proof_kept: no record that was settled when the worker died has been written again
-- locks: none
-- index: step_pkey
-- citus: not run there; every shard
-- rows: 1
select
    count(*) > 0 and count(*) = count(s.run_id) filter (where s.xmin::text::bigint = k.version) as holds,
    count(*) as recorded_before,
    count(s.run_id) filter (where s.xmin::text::bigint = k.version) as unchanged,
    count(s.run_id) filter (where s.xmin::text::bigint <> k.version) as written_again,
    count(*) - count(s.run_id) as lost
from demo.recorded k
left join penstock.step s on s.tenant = k.tenant and s.run_id = k.run_id and s.name = k.name
    and s.occurrence = k.occurrence and s.item = k.item

-- timed_out: steps whose newest attempt timed out, newest first
-- locks:  none
-- index:  step_timed_out_idx
-- citus:  one shard, by tenant
-- rows:   0 … :limit
select s.tenant::text, s.run_id, s.name, s.occurrence, s.item, s.kind, s.state, s.result, s.failure, s.metadata,
    s.due_at, s.timed_out, s.duration_us, s.recorded_at
from penstock.step s
where s.tenant = :tenant::${tenant} and s.timed_out
  and (s.recorded_at, s.run_id, s.name, s.occurrence, s.item)
      < (:at::timestamptz, :run::uuid, :name, :occurrence, :item)
order by s.recorded_at desc, s.run_id desc, s.name desc, s.occurrence desc, s.item desc
limit :limit

-- retrying: steps of unfinished runs that wait for their next attempt, soonest due first
-- locks:  none
-- index:  step_retrying_idx
-- citus:  one shard, by tenant
-- rows:   0 … :limit
select s.tenant::text, s.run_id, s.name, s.occurrence, s.item, s.kind, s.state, s.result, s.failure, s.metadata,
    s.due_at, s.timed_out, s.duration_us, s.recorded_at
from penstock.step s
where s.tenant = :tenant::${tenant} and s.state = 'retrying'
  and s.due_at <= case when :due_only then now() else 'infinity' end
  and (s.due_at, s.run_id, s.name, s.occurrence, s.item)
      > (:at::timestamptz, :run::uuid, :name, :occurrence, :item)
  and exists (
      select from penstock.run r
      where r.tenant = s.tenant and r.run_id = s.run_id and r.completed_at is null)
order by s.due_at, s.run_id, s.name, s.occurrence, s.item
limit :limit

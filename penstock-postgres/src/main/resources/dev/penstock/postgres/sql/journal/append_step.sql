-- append_step: what append does for a flush of one step that completed at its first attempt
-- locks:  the run row, shared, so that a take-over comes before or after; a row lock costs less than a call of append
-- index:  run_pkey
-- citus:  one shard, by tenant; a volatile clock instead of the statement's would make it two statements
-- rows:   1 written; 0 when the fence is down or a cancellation was requested, and append then tells which
insert into penstock.step (
    tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us, recorded_at, result)
select r.tenant, r.run_id, :name, :occurrence, :item, :kind, 'completed', false, :duration_us, statement_timestamp(),
    :result::json
from penstock.run r
where r.tenant = :tenant::${tenant} and r.run_id = :run::uuid
  and r.epoch = :epoch and r.worker = :worker::uuid and r.state = 'running' and r.cancel_requested_at is null
for share

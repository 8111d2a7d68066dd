-- double_a_step: recorded a second time
insert into penstock.step (tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us, recorded_at, result)
select tenant, run_id, name, 2, item, kind, state, timed_out, duration_us, recorded_at, result
from penstock.step
where tenant = :tenant and run_id = :run and name = 'pick'

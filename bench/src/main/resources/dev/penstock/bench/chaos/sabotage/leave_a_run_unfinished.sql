-- leave_a_run_unfinished
update penstock.run
set state = 'queued', due_at = now(), worker = null, completed_at = null, output = null
where tenant = :tenant and run_id = :run

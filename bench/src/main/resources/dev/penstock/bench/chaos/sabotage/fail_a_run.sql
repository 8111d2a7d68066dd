-- fail_a_run
update penstock.run set state = 'failed', output = null, failure = '{}' where tenant = :tenant and run_id = :run

-- overwrite_a_result: as a stale worker would that is not fenced
update penstock.step set result = '"somebody else''s"' where tenant = :tenant and run_id = :run and name = 'reserve'

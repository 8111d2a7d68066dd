-- overwrite_an_output: after the caller was told, as a second execution to the end would
update penstock.run set output = '"somebody else''s"' where tenant = :tenant and run_id = :run

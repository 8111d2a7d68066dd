-- see_another_result: as if a record was lost after the run had gone past it, and made anew
update chaos.saw set result = 'what is lost' where tenant = :tenant and run_id = :run and step = 'reserve'

-- sessions: client sessions beside this one; those of a killed process end when the server notices
-- locks: none
-- index: none
-- citus: not run there
-- rows: 1
select count(*)
from pg_stat_activity a
where a.datname = current_database() and a.backend_type = 'client backend' and a.pid <> pg_backend_pid()

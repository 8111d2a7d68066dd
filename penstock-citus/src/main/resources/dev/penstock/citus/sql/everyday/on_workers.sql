-- on_workers: runs a command on every worker
-- locks:  those of the command, in a transaction of its own
-- index:  none
-- citus:  every worker over a connection of its own; what fails is a row
-- rows:   one per worker
select r.nodename || ':' || r.nodeport as node, null::pg_catalog.int8 as shard, r.success, r.result
from pg_catalog.run_command_on_workers(:command) r

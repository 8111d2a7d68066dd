-- on_shards: runs a command for every placement of a table's shards, %s standing for the shard's name
-- locks:  those of the command, on its shard, in a transaction of its own
-- index:  none
-- citus:  every placement, each over a connection of its own; what fails is a row
-- rows:   one per placement
select r.nodename || ':' || r.nodeport as node, r.shardid as shard, r.success, r.result
from pg_catalog.run_command_on_placements(:table::pg_catalog.regclass, :command) r

-- end_writes: end the sessions, on all nodes, in which a write of the worker is under way
-- locks:  none
-- index:  none
-- citus:  every node, in transactions of their own
-- rows:   1, the number of sessions; null when a node could not be asked
select sum(case when e.success then e.result::bigint end)
from run_command_on_all_nodes(format('select penstock.end_writes(%L)', :worker::uuid)) e

-- durable_on_nodes: the same on each node of a cluster, as the other nodes connect to it; one that is down says nothing
-- locks:  none
-- index:  none
-- citus:  every node, in transactions of their own
-- rows:   0 or 1, the setting of a node where it is not
select e.result
from run_command_on_all_nodes($$select current_setting('synchronous_commit')$$) e
where e.success and e.result = 'off'
limit 1

-- next_due_on_node: next_due on the shards of one node
-- locks:  none
-- index:  run_due_idx, once per priority and shard
-- citus:  one node: penstock.on_shards is distributed by p_route
-- rows:   1; null when no run is due at any time
select min(d.due_in_us)
from penstock.on_shards(:route::${tenant}, :query, :workflows::text[], :versions::text[], null) as d (due_in_us bigint)

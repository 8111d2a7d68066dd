-- next_due_on_node: next_due on the shards of one node
-- locks:  none
-- index:  run_due_idx, once per queue, priority and shard
-- citus:  one node: penstock.look_on_shards is distributed by p_route
-- rows:   1; null when no run is known to become due
select min(d.due_in_us)
from penstock.look_on_shards(
    :route::${tenant}, :query, :workflows::text[], :versions::text[], :queues::text[], null)
    as d (due_in_us bigint)

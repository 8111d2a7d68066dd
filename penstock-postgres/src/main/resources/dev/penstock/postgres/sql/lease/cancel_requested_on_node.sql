-- cancel_requested_on_node: cancel_requested on the shards of one node
-- locks:  none
-- index:  run_cancel_idx, once per shard
-- citus:  one node: penstock.of_worker_on_shards is distributed by p_route
-- rows:   nearly always 0
select tenant, run_id
from penstock.of_worker_on_shards(:route::${tenant}, :query, :worker::uuid, null) as d (tenant text, run_id uuid)

-- held_on_node: held on the shards of one node
-- locks:  none
-- index:  run_worker_idx, once per shard
-- citus:  one node: penstock.of_worker_on_shards is distributed by p_route
-- rows:   0 … :limit per shard
select tenant, run_id, epoch
from penstock.of_worker_on_shards(:route::${tenant}, :query, :worker::uuid, :limit)
    as d (tenant text, run_id uuid, epoch bigint)

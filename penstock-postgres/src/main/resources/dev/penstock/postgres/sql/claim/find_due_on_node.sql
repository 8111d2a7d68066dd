-- find_due_on_node: find_due on the shards of one node
-- locks:  none
-- index:  run_due_idx, once per priority and shard
-- citus:  one node: penstock.on_shards is distributed by p_route
-- rows:   0 … :limit per shard, most urgent first
select d.tenant, d.run_id, d.epoch, d.priority, d.due_at
from penstock.on_shards(:route::${tenant}, :query, :workflows::text[], :versions::text[], :limit)
    as d (tenant text, run_id uuid, epoch bigint, priority smallint, due_at timestamptz)
order by d.priority desc, d.due_at

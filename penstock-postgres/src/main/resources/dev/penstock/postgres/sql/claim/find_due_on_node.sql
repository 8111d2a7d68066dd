-- find_due_on_node: find_due on the shards of one node
-- locks:  none
-- index:  run_due_idx, once per queue, priority and shard
-- citus:  one node: penstock.look_on_shards is distributed by p_route
-- rows:   0 … the rooms of the queues, per shard
select d.tenant, d.run_id, d.epoch, d.queue, d.priority, d.due_at, d.first, d.place
from penstock.look_on_shards(
    :route::${tenant}, :query, :workflows::text[], :versions::text[], :queues::text[], :rooms::integer[])
    as d (tenant text, run_id uuid, epoch bigint, queue text, priority smallint, due_at timestamptz, first boolean,
        place integer)

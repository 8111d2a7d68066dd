-- find_turns_on_node: find_turns on the shards of one node
-- locks:  none
-- index:  run_turn_idx, a few times per tenant looked at
-- citus:  one node: penstock.on_shards is distributed by p_route
-- rows:   as find_turns, per shard
select d.tenant, d.run_id, d.epoch, d.queue, d.priority, d.due_at, d.first, d.place
from penstock.on_shards(
    :route::${tenant}, :query, :workflows::text[], :versions::text[], :queues::text[], null, :limit::integer,
    :after::text[], :closed::text[], :heavy::text[], :weights::integer[])
    as d (tenant text, run_id uuid, epoch bigint, queue text, priority smallint, due_at timestamptz, first boolean,
        place integer)

-- map: the shards of penstock.run: the lowest hash value that each holds, and the group of the node that has it
-- locks:  none
-- index:  pg_dist_shard_logical_relid_index
-- citus:  any node, from its own catalogs
-- rows:   one per shard
select s.shardid, s.shardminvalue::integer, p.groupid
from pg_dist_shard s
join pg_dist_placement p on p.shardid = s.shardid
where s.logicalrelid = 'penstock.run'::regclass

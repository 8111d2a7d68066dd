-- citus_shards: the shards of the schemas' tables and where they are placed
-- locks:  none
-- index:  pg_dist_shard and pg_dist_placement by table and shard
-- citus:  local metadata
-- rows:   one per shard
select
    s.logicalrelid::oid::bigint as table_oid,
    s.shardid as id,
    shard_name(s.logicalrelid, s.shardid, false) as name,
    s.shardminvalue as minimum,
    s.shardmaxvalue as maximum,
    coalesce((
        select jsonb_agg(jsonb_build_object('id', p.placementid, 'group_id', p.groupid, 'active', p.shardstate = 1)
            order by p.placementid)
        from pg_dist_placement p
        where p.shardid = s.shardid
    ), '[]') as placements
from pg_dist_shard s
join pg_class c on c.oid = s.logicalrelid::oid
where c.relnamespace = any (:namespaces::oid[])
order by 1, 2

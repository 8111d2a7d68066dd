-- citus_groups: the colocation groups; their numbers mean nothing on another cluster
-- locks:  none
-- index:  none
-- citus:  local metadata
-- rows:   one per group
select
    g.colocationid as id,
    g.shardcount as shard_count,
    g.replicationfactor as replication_factor,
    case when g.distributioncolumntype <> 0 then format_type(g.distributioncolumntype, null) end as type,
    case when co.oid is not null then jsonb_build_object('schema', n.nspname, 'name', co.collname) end as collation
from pg_dist_colocation g
left join pg_collation co on co.oid = g.distributioncolumncollation
left join pg_namespace n on n.oid = co.collnamespace
order by g.colocationid

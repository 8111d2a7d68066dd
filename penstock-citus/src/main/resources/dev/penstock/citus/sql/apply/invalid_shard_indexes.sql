-- invalid_shard_indexes: indexes that are valid on the coordinator but not on every shard, by their names there
-- locks:  none
-- index:  none
-- citus:  one connection to every node
-- rows:   one per index
select distinct v.value ->> 0 as schema, v.value ->> 1 as name
from run_command_on_all_nodes($command$
    select coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(
        n.nspname, pg_catalog.regexp_replace(c.relname, '_' || s.shardid || '$', ''), tn.nspname, t.relname)), '[]')::pg_catalog.text
    from pg_catalog.pg_dist_placement p
    join pg_catalog.pg_dist_local_group l on l.groupid = p.groupid
    join pg_catalog.pg_dist_shard s on s.shardid = p.shardid
    join pg_catalog.pg_class t on t.oid = s.logicalrelid::pg_catalog.oid
    join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
    join pg_catalog.pg_class r on r.relnamespace = t.relnamespace
        and r.relname = (pg_catalog.parse_ident(pg_catalog.shard_name(s.logicalrelid, s.shardid, false)))[2]
    join pg_catalog.pg_index i on i.indrelid = r.oid and not i.indisvalid
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
$command$) r
cross join lateral pg_catalog.jsonb_array_elements(case when r.success then r.result::jsonb else '[]' end) v
where pg_catalog.format('%I.%I', v.value ->> 2, v.value ->> 3) = any (:tables::text[])
order by 1, 2

-- shard_count: how many shards tables have
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   1
select count(*) as shards
from pg_catalog.pg_dist_shard s
join pg_catalog.pg_class c on c.oid = s.logicalrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where pg_catalog.format('%I.%I', n.nspname, c.relname) = any (:tables::text[])

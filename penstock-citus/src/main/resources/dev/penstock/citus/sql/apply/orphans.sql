-- orphans: what failed operations of Citus left behind and nobody uses
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   1
select (select count(*) from pg_catalog.pg_dist_cleanup) as resources,
       (select count(*) from pg_catalog.pg_replication_slots s
        where s.slot_name ~ '^citus_shard_' and not s.active) as slots

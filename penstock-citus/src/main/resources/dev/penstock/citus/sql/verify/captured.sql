-- captured: the statements that this database was sent, each text once; without those that Citus sent to shards of this node
-- locks:  none
-- index:  none
-- citus:  local; what was sent to a worker is known there only
-- rows:   one per statement, at most pg_stat_statements.max
select s.query as sql
from {view} s
where s.dbid = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
    and s.query is not null
    and not exists (
        select 1 from pg_catalog.pg_dist_shard d where pg_catalog.strpos(s.query, '_' || d.shardid) > 0)
group by s.query
order by s.query

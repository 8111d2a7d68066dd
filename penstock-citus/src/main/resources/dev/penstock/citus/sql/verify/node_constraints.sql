-- node_constraints: constraints and unique indexes; a part of node_copies, which says what places are
-- locks:  none
-- index:  none
-- citus:  the node that is asked
-- rows:   one per place and thing
select p.table_name, p.shard, pg_catalog.pg_get_constraintdef(k.oid) as what, k.convalidated as valid
from places p
join pg_catalog.pg_constraint k on k.conrelid = p.oid
where k.contype in ('p', 'u', 'c', 'f', 'x')
union all
select p.table_name, p.shard,
       case when i.indisunique then 'INDEX UNIQUE ' else 'INDEX ' end || substr(d.text, strpos(d.text, p.relation || ' USING ') + length(p.relation) + 1),
       i.indisvalid
from places p
join pg_catalog.pg_index i on i.indrelid = p.oid
cross join lateral (select pg_catalog.pg_get_indexdef(i.indexrelid) as text) d

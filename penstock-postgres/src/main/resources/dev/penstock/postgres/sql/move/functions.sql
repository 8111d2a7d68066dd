-- functions: the statements that make Penstock's functions known to all nodes while the tables are on one of them: none
--            is routed yet but those that are only called where there are shards
-- locks:  none
-- index:  none
-- citus:  any node
-- rows:   one per function
select d.statement
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'penstock'
cross join lateral (
    select 1, format('select create_distributed_function(%L)', p.oid::regprocedure)
    where p.proname not in ('on_shards', 'look_on_shards', 'of_worker_on_shards')
    union all
    select 2, format('select create_distributed_function(%L, ''p_route'', colocate_with => ''penstock_move.run'')',
        p.oid::regprocedure)
    where p.proname in ('on_shards', 'look_on_shards', 'of_worker_on_shards')
) d (place, statement)
where p.prokind = 'f'
order by p.oid, d.place

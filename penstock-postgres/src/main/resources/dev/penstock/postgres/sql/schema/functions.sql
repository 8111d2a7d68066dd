-- functions: the statements that make Penstock's functions known to all nodes, and route the calls of those that begin
--            with a route to the node that has its shard
-- locks:  none
-- index:  none
-- citus:  any node
-- rows:   up to two per function
select d.statement
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'penstock'
cross join lateral (
    values
        -- A plan for all values could not be pruned to a shard.
        (1, case when 'plan_cache_mode=force_generic_plan' = any (p.proconfig) then
            format('alter function %s set plan_cache_mode = force_custom_plan', p.oid::regprocedure) end),
        (2, case when p.proargnames[1] = 'p_route' then
            format('select create_distributed_function(%L, ''p_route'', colocate_with => ''penstock.run'')',
                p.oid::regprocedure)
        when p.prokind = 'f' then
            format('select create_distributed_function(%L)', p.oid::regprocedure) end)
) d (place, statement)
where d.statement is not null
order by p.oid, d.place

-- functions: the statements that make Penstock's functions known to all nodes, and route the calls of those that begin
--            with a route to the node that has its shard; not of copies, which are called where they are
-- locks:  none
-- index:  none
-- citus:  any node
-- rows:   up to one per function
select case
    when p.proargnames[1] = 'p_route' then
        format('select create_distributed_function(%L, ''p_route'', colocate_with => ''penstock.run'')',
            p.oid::regprocedure)
    else format('select create_distributed_function(%L)', p.oid::regprocedure) end
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'penstock'
where p.prokind = 'f' and p.proname !~ '(^(append|claim)_here|_\d{6,})$'
order by p.oid

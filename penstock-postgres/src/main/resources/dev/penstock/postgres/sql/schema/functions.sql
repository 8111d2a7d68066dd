-- functions: the statements that make Penstock's functions known to all nodes, and route the calls of those that begin
--            with a route to the node that has its shard, where that is not so yet; not of copies, which are called where
--            they are
-- locks:  none
-- index:  none
-- citus:  any node, from its own catalogs
-- rows:   up to one per function; none when all is as it should be
select case
    when p.proargnames[1] = 'p_route' then
        format('select create_distributed_function(%L, ''p_route'', colocate_with => ''penstock.run'')',
            p.oid::regprocedure)
    else format('select create_distributed_function(%L)', p.oid::regprocedure) end
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'penstock'
left join pg_dist_object o on o.classid = 'pg_proc'::regclass and o.objid = p.oid
where p.prokind = 'f' and p.proname !~ :copies
  and (o.objid is null or p.proargnames[1] = 'p_route' and o.distribution_argument_index is null)
order by p.oid

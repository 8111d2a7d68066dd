-- plans: the statements that let functions plan with the values at hand, since a plan for all values could not be pruned
--        to a shard
-- locks:  none
-- index:  none
-- citus:  any node
-- rows:   up to one per function
select format('alter function %s set plan_cache_mode = force_custom_plan', p.oid::regprocedure)
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'penstock'
where 'plan_cache_mode=force_generic_plan' = any (p.proconfig)
order by p.oid

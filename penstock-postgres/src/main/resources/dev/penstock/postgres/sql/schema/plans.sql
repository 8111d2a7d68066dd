-- plans: the statements that let functions plan with the values at hand: a plan for all values could not be pruned to a
--        shard, and where it could, Citus 13.2 keeps another 50 kB for it each time that it is executed
--        (github.com/citusdata/citus/pull/8824). Not those that lead to copies, which say so themselves when they do not
-- locks:  none
-- index:  none
-- citus:  any node
-- rows:   up to one per function; none when all do
select format('alter function %s set plan_cache_mode = force_custom_plan', p.oid::regprocedure)
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'penstock'
join pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql'
where p.proname !~ '^(append|claim|histories|hold_own|hold_placement|look_on_shards)$' and p.proname !~ :copies
  and 'plan_cache_mode=force_custom_plan' <> all (coalesce(p.proconfig, '{}'))
order by p.oid

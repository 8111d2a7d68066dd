-- plan_anew: let a connection plan with the values at hand: of a plan for all values Citus 13.2 keeps another 50 kB each time
--            that it is executed (github.com/citusdata/citus/pull/8824)
-- locks:  none
-- index:  none
-- citus:  any node
-- rows:   none
set plan_cache_mode = force_custom_plan

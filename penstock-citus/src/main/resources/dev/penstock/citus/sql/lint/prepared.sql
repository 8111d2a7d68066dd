-- prepared: how many nodes' transactions a process has committed in two phases; those of before are told by their names
-- locks:  none
-- index:  none
-- citus:  local metadata
-- rows:   one per prepared transaction
select t.gid::text as name
from pg_catalog.pg_dist_transaction t
where t.gid like 'citus\_%\_' || :pid || '\_%'

-- set_sequence_quickly: a sequence that was reset goes on behind what it gave before; without looking at the table
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   0..1
select pg_catalog.setval({sequence}::regclass, :value::bigint + :margin::bigint) as value
from {sequence_name} s
where s.last_value < :value::bigint

-- set_sequence: a sequence that was reset goes on behind what it gave before and what is in the table; one that was not is left alone
-- locks:  none
-- index:  none
-- citus:  one task per shard for the maximum; behind 2^48 begin the ranges of the workers, which are left alone
-- rows:   0..1
select pg_catalog.setval({sequence}::regclass, greatest(:value::bigint, m.highest) + :margin::bigint) as value
from {sequence_name} s
cross join (select coalesce(max({column}), 0)::bigint as highest from {table} where {column} < 281474976710656) m
where s.last_value < greatest(:value::bigint, m.highest)

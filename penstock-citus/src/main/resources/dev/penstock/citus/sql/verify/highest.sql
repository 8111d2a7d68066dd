-- highest: the highest value that a column has of the range that the coordinator gives
-- locks:  none
-- index:  that of the column, when there is one
-- citus:  one task per shard
-- rows:   1
select coalesce(max({column}), 0)::bigint as value from {table} where {column} < 281474976710656

-- keys: how the keys of a unique that holds over all tenants compare with its rows
-- locks:  none
-- index:  none, reads both tables
-- citus:  one task per shard, four times
-- rows:   1
select
    (select count(*) from {table} c
        where {given} and not exists (select 1 from {keys} k where {same})) as missing,
    (select count(*) from (select 1 from {table} c where {given} group by {unique} having count(*) > 1) d) as doubled,
    (select count(*) from {keys}) as keys,
    (select count(*) from {table} c where {given}) as held

-- Tables of a schema with the locks that hold somebody up on them or on a shard, held anywhere or waited for on the coordinator.
with answer as (
    select cast(r.result as jsonb) as said from run_command_on_all_nodes(?) r
), asked as (
    select cast(? as text) as schema
)
select format('%I.%I', e ->> 'schema', e ->> 'table') || case when e ->> 'shard' is null then '' else ', shards' end, e ->> 'mode'
from asked, answer, jsonb_array_elements(said -> 'locks') e
where e ->> 'schema' = schema and (e ->> 'shard' is not null or (said ->> 'coordinator')::boolean)
  and e ->> 'mode' in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
union all
select format('%I.%I', n.nspname, c.relname), l.mode
from asked, pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
where n.nspname = schema and not l.granted and c.relkind in ('r', 'p')

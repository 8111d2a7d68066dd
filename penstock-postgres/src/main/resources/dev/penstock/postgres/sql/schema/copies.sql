-- copies: the statements that copy the functions of the hot path for each shard, so that what they write to the shard's own
--         tables is planned once; of the functions that lead to the copies; and those that drop the copies for shards that
--         are no more. See penstock.hold_own
-- locks:  none
-- index:  none
-- citus:  coordinator, from which the functions go to every node
-- rows:   one per function and shard, one per function that is called by its shard; none when all is as it should be
with copied (name, called) as (
    values ('append', true), ('claim', true), ('histories', true), ('append_runs', false), ('append_steps', false),
        ('append_attributes', false), ('append_moves', false), ('lock_runs', false), ('stands', false),
        ('tell_parents', false), ('cancel_children', false)
), original as (
    select p.oid, p.proname as name, c.called, p.proargnames[1 : (p.pronargs)] as arguments
    from pg_proc p
    join copied c on c.name = p.proname
    where p.pronamespace = 'penstock'::regnamespace
), shard as (
    select r.shardid as id, shard_name(r.logicalrelid, r.shardid) as run, shard_name(s.logicalrelid, s.shardid) as step,
        shard_name(w.logicalrelid, w.shardid) as worker, shard_name(t.logicalrelid, t.shardid) as spread
    from pg_dist_shard r
    join pg_dist_shard s on s.logicalrelid = 'penstock.step'::regclass and s.shardminvalue = r.shardminvalue
    join pg_dist_shard w on w.logicalrelid = 'penstock.worker'::regclass and w.shardminvalue = r.shardminvalue
    join pg_dist_shard t on t.logicalrelid = 'penstock.spread'::regclass -- whole on every node
    where r.logicalrelid = 'penstock.run'::regclass
), copy as (
    select regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        -- What is not planned through Citus need not be planned anew for each call.
                        replace(pg_get_functiondef(o.oid), '''force_custom_plan''', '''force_generic_plan'''),
                        'penstock\.(' || (select string_agg(c.name, '|') from copied c) || ')\M',
                        'penstock.\1_' || s.id, 'g'),
                    'penstock\.run\M', s.run, 'g'),
                'penstock\.step\M', s.step, 'g'),
            'penstock\.worker\M', s.worker, 'g'),
        'penstock\.spread\M', s.spread, 'g') as statement,
        o.name || '_' || s.id as name
    from original o
    cross join shard s
), way as (
    select o.name || '_here' as name,
        format('p_shard bigint, %s', pg_get_function_arguments(o.oid)) as arguments,
        pg_get_function_result(o.oid) as result,
        format('begin case p_shard %s end case; end',
            (select string_agg(
                format('when %s then return query select * from penstock.%I(%s);', s.id, o.name || '_' || s.id,
                    array_to_string(o.arguments, ', ')),
                ' ' order by s.id)
            from shard s)) as body
    from original o
    where o.called
)
select c.statement
from copy c
where not exists (
    select
    from pg_proc p
    where p.pronamespace = 'penstock'::regnamespace and p.proname = c.name and pg_get_functiondef(p.oid) = c.statement)
union all
select format('create or replace function penstock.%I(%s) returns %s language plpgsql volatile as %L',
    w.name, w.arguments, w.result, w.body)
from way w
where not exists (
    select
    from pg_proc p
    where p.pronamespace = 'penstock'::regnamespace and p.proname = w.name and p.prosrc = w.body)
union all
select format('drop function %s', p.oid::regprocedure)
from pg_proc p
where p.pronamespace = 'penstock'::regnamespace and p.proname ~ '_\d{6,}$'
  and substring(p.proname from '\d+$')::bigint not in (select id from shard)

-- queues: runs wait in queues, and queues and tenants have allowances that all workers keep together
-- online: no: the new indexes are built while writes wait, and workers of an older build call functions that go
-- locks: the table of runs, against writes     undo: drop what is added, create what V0008 and V0010 made again

-- penstock:allow CIT201 because it is stopped for: workers of an older build cannot go on beside this version
alter table penstock.run add column queue text collate "C" not null default 'default';

-- Finding work, queue by queue: what is due longest, and tenant by tenant.
drop index penstock.run_due_idx;
-- penstock:allow CIT201 because it is stopped for: workers of an older build cannot go on beside this version
-- penstock:allow CIT203 because it is stopped for: workers of an older build cannot go on beside this version
create index run_due_idx on penstock.run (queue, priority, due_at)
    where state in ('queued', 'waiting') and not paused and due_at is not null;
-- penstock:allow CIT201 because it is stopped for: workers of an older build cannot go on beside this version
-- penstock:allow CIT203 because it is stopped for: workers of an older build cannot go on beside this version
create index run_turn_idx on penstock.run (queue, tenant, priority, due_at)
    where state in ('queued', 'waiting') and not paused and due_at is not null;

create table penstock.allowance (
    kind               text        not null,
    name               text        not null,
    concurrency        integer,
    worker_concurrency integer,
    rate_count         integer,
    rate_period_us     bigint,
    rate_burst         integer,
    drawn_until_us     bigint      not null default 0,
    weight             integer     not null default 1,
    changed_at         timestamptz not null,

    constraint allowance_pkey primary key (kind, name),
    constraint allowance_kind check (kind in ('queue', 'tenant')),
    constraint allowance_numbers check (
        least(concurrency, worker_concurrency, rate_count, rate_period_us, rate_burst, weight) >= 1),
    constraint allowance_rate check (num_nulls(rate_count, rate_period_us, rate_burst) in (0, 3))
);
comment on table penstock.allowance is 'What the runs of a queue, or of a tenant, may use at once and in time.';
comment on column penstock.allowance.drawn_until_us is
    'Up to when the rate is used up, in microseconds since 1970, when one start is taken to last period / count.';

create table penstock.share (
    kind      text    not null,
    name      text    not null,
    worker_id uuid    not null,
    permits   integer not null,
    wanted    integer not null,

    constraint share_pkey primary key (kind, name, worker_id),
    constraint share_numbers check (least(permits, wanted) >= 0)
);
comment on table penstock.share is 'The part of an allowance''s concurrency that one worker may use without asking.';

-- Draws up to p_wanted starts from a queue's rate; a negative number gives starts back that were not made. Returns how
-- many were granted and, when fewer than wanted, the microseconds until there is another. In any stretch of time t no
-- more than burst + t * count / period are granted.
create function penstock.draw(p_queue text, p_wanted integer, out granted integer, out next_in_us bigint)
language plpgsql volatile as $$
declare
    v_start_us bigint;
    v_until_us bigint;
    v_room_us  bigint;
    v_burst    integer;
    v_now_us   bigint;
begin
    -- A write of nothing, under which others wait: on Citus, where the table is on every node, a row lock would not do.
    update penstock.allowance a set drawn_until_us = a.drawn_until_us where a.kind = 'queue' and a.name = p_queue;
    v_now_us := extract(epoch from clock_timestamp()) * 1000000;
    select ceil(a.rate_period_us::numeric / a.rate_count), a.rate_burst, greatest(a.drawn_until_us, v_now_us)
    into v_start_us, v_burst, v_until_us
    from penstock.allowance a
    where a.kind = 'queue' and a.name = p_queue;
    if v_start_us is null then
        granted := p_wanted;
        return;
    end if;
    v_room_us := v_now_us + v_burst * v_start_us - v_until_us;
    granted := least(p_wanted, greatest(v_room_us, 0) / v_start_us);
    if granted < p_wanted then
        next_in_us := (granted + 1) * v_start_us - v_room_us;
    end if;
    update penstock.allowance a set drawn_until_us = v_until_us + granted * v_start_us
    where a.kind = 'queue' and a.name = p_queue;
end $$;

drop function penstock.claim;

-- As in V0008, whose notes hold; asks for the worker's lease where the runs are, and tells the queue too.
-- penstock:allow CIT312 because on Citus the fence is the lock on the run rows, this one is only a label there
create function penstock.claim(
    p_route    ${tenant},
    p_worker   uuid,
    p_tenants  ${tenant}[],
    p_tenant   ${tenant}[],
    p_run      uuid[],
    p_epoch    bigint[]
) returns table (
    tenant text, run_id uuid, epoch bigint, workflow text, version text, input json, parent_run_id uuid,
    detached boolean, cancel_requested boolean, priority smallint, deadline_at timestamptz, claimed_at timestamptz,
    queue text)
language plpgsql volatile
-- Every join is a look-up by primary key, so one plan serves all calls. (Citus plans with values at hand: the
-- function's plan_cache_mode is force_custom_plan there.)
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
#variable_conflict use_column
declare
    v_now timestamptz;
begin
    perform pg_advisory_xact_lock_shared(penstock.worker_lock(p_worker));
    if not penstock.stands(p_tenants, p_worker) then
        return;
    end if;
    v_now := clock_timestamp();

    update penstock.run r
    set state = 'running', worker = p_worker, epoch = r.epoch + 1, due_at = null, awaits = null,
        started_at = coalesce(r.started_at, v_now)
    from unnest(p_tenant, p_run, p_epoch) c (tenant, run_id, epoch)
    where r.tenant = any (array[c.tenant]) and r.run_id = any (array[c.run_id]) and r.epoch = c.epoch
      and r.state in ('queued', 'waiting') and not r.paused and r.due_at <= v_now
      and (p_tenants is null or r.tenant = any (p_tenants));
    if p_tenants is null and penstock.sharded() then
        perform penstock.refuse_if_sharded();
    end if;

    return query
        select r.tenant::text, r.run_id, r.epoch, r.workflow, r.version, r.input, r.parent_run_id, r.detached,
            r.cancel_requested_at is not null, r.priority::smallint, r.deadline_at, v_now, r.queue
        from unnest(p_tenant, p_run, p_epoch) c (tenant, run_id, epoch)
        join penstock.run r on r.tenant = any (array[c.tenant]) and r.run_id = any (array[c.run_id])
        where r.epoch = c.epoch + 1 and r.worker = p_worker and r.state = 'running'
          and (p_tenants is null or r.tenant = any (p_tenants));
end $$;

drop function penstock.start;

-- As in V0010, whose notes hold.
-- p_queue     the queue in which it waits; refused with SQLSTATE PN017 and PEN-1017 in the message when there is none
create function penstock.start(
    p_tenant          ${tenant},
    p_workflow        text,
    p_input           json     default 'null',
    p_idempotency_key text     default null,
    p_delay           interval default '0',
    p_priority        integer  default 5,
    p_timeout         interval default null,
    p_attributes      jsonb    default '{}',
    p_version         text     default '1',
    p_queue           text     default 'default'
) returns uuid
language plpgsql volatile as $$
declare
    v_now timestamptz := clock_timestamp();
    v_run uuid;
begin
    if p_idempotency_key is not null and length(p_idempotency_key) not between 1 and 500 then
        raise exception 'PEN-1010 start option idempotency_key has % characters; accepted is 1 to 500',
            length(p_idempotency_key) using errcode = 'PN010';
    elsif p_delay is null or p_delay < '0' then
        raise exception 'PEN-1010 start option delay is %; accepted is zero or more', p_delay using errcode = 'PN010';
    elsif p_priority is null or p_priority not between 0 and 9 then
        raise exception 'PEN-1010 start option priority is %; accepted is 0 to 9', p_priority using errcode = 'PN010';
    elsif p_timeout <= '0' then
        raise exception 'PEN-1010 start option timeout is %; accepted is more than zero', p_timeout
            using errcode = 'PN010';
    elsif p_queue is distinct from 'default'
        and not exists (select from penstock.allowance a where a.kind = 'queue' and a.name = p_queue)
    then
        raise exception 'PEN-1017 there is no queue %; make it with penstock queues set', p_queue
            using errcode = 'PN017';
    end if;

    v_run := coalesce(
        penstock.run_id_of_key(p_tenant, p_workflow, p_idempotency_key), penstock.ordered_run_id(v_now));
    insert into penstock.run (
        tenant, run_id, workflow, version, state, priority, epoch, created_at, due_at, deadline_at, idempotency_key,
        attributes, input, queue)
    values (
        p_tenant, v_run, p_workflow, p_version, 'queued', p_priority, 0, v_now,
        v_now + least(p_delay, p_timeout), v_now + p_timeout, p_idempotency_key, p_attributes, p_input, p_queue)
    on conflict do nothing;
    if found and p_delay = '0' then
        perform penstock.ring(null);
    end if;
    return v_run;
end $$;

drop function penstock.on_shards;

-- On Citus: executes a look-up on each shard of the node that the route leads to, as if that shard were the whole
-- table penstock.run. For look-ups over all tenants whose limits Citus does not pass on to the shards; they lock
-- nothing, so it does not matter that a shard may move meanwhile: what they find is checked when it is claimed.
-- p_after     one element per shard, in the order of their hash ranges; the look-up on a shard is given its own
-- penstock:allow CIT900 because the query is one of ours with the name of a shard put in, which a test explains
create function penstock.on_shards(
    p_route ${tenant}, p_query text, p_workflows text[], p_versions text[], p_queues text[], p_rooms integer[],
    p_limit integer, p_after text[], p_closed text[], p_heavy text[], p_weights integer[]) returns setof record
language plpgsql stable as $$
declare
    v_shard text;
    v_after text;
begin
    for v_shard, v_after in
        select s.name, p_after[s.place]
        from (
            select shard_name('penstock.run', d.shardid) as name, d.shardid,
                row_number() over (order by d.shardminvalue::integer) as place
            from pg_dist_shard d
            where d.logicalrelid = 'penstock.run'::regclass
        ) s
        join pg_dist_placement p on p.shardid = s.shardid
        where p.groupid = (select g.groupid from pg_dist_local_group g)
        order by s.place
    loop
        return query execute replace(p_query, 'penstock.run', v_shard)
            using p_workflows, p_versions, p_queues, p_rooms, p_limit, v_after, p_closed, p_heavy, p_weights;
    end loop;
end $$;

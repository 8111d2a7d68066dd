-- append_queues: penstock.append as in V0007, whose notes hold, with the queues of new runs
-- online: no: workers of an older build call the function that goes     locks: none that anybody waits for
-- undo: drop the functions, create those of V0004 and V0007 again

drop function penstock.append;
drop function penstock.append_runs;

-- As in V0004, whose notes hold; asks no other shard for those who start runs.
-- penstock:allow CIT308 because it is called on the node of the shard, so that the rows are pulled no further than there
create function penstock.append_runs(
    p_worker         uuid,
    p_resubmitted    boolean,
    p_tenants        ${tenant}[],
    p_now            timestamptz,
    p_tenant         ${tenant}[],
    p_run            uuid[],
    p_workflow       text[],
    p_version        text[],
    p_priority       smallint[],
    p_queued         boolean[],
    p_input          text[],
    p_direct         boolean[],
    p_delay_us       bigint[],
    p_timeout_us     bigint[],
    p_key            text[],
    p_attributes     text[],
    p_parent         uuid[],
    p_detached       boolean[],
    p_by             uuid[],
    p_by_epoch       bigint[],
    p_continues      boolean[],
    p_queue          text[]
) returns penstock.refusal[]
language plpgsql volatile
-- A start by key may have to wait for a transaction of the application that started the same; it is to wait apart.
set lock_timeout = '500ms'
as $$
declare
    v_inserted_tenant ${tenant}[];
    v_inserted_run    uuid[];
    v_by_tenant       ${tenant}[];
    v_by_run          uuid[];
    v_own_tenant      ${tenant}[];
    v_own_run         uuid[];
    v_starts          boolean[];
    v_detached        boolean[];
    v_deadline_at     timestamptz[];
    v_parent          uuid[];
    v_from            record;
    v_late_run        uuid[] := '{}';
begin
    if p_tenants is null and not p_resubmitted and p_queued is null and p_direct is null and p_delay_us is null
        and p_timeout_us is null and p_key is null and p_attributes is null and p_parent is null
        and p_detached is null and p_by is null and p_queue is null
    then
        -- Nothing can be in the way of a run under a new id that its worker starts of its own, and a statement pays for
        -- every expression in it each time it is executed.
        insert into penstock.run (
            tenant, run_id, workflow, version, state, priority, epoch, worker, created_at, started_at, input)
        select p_tenant[n], p_run[n], p_workflow[n], p_version[n], 'running', p_priority[n], 1, p_worker, p_now, p_now,
            p_input[n]::json
        from generate_series(1, cardinality(p_run)) n;
        return null;
    end if;

    -- What a worker held whose lease has ended others may have been given. What it starts in a queue is for others then,
    -- and it is told that the run was there already.
    if p_queue is not null and p_worker is not null and not penstock.stands(p_tenants, p_worker) then
        select coalesce(array_agg(n.run_id) filter (where n.queue is not null and n.queued is not true), '{}'),
            array_agg(n.queued or n.queue is not null order by n.place)
        into v_late_run, p_queued
        from unnest(p_run, p_queued, p_queue) with ordinality n (run_id, queued, queue, place);
    end if;

    -- Who starts them is looked for beforehand: for a join that may find nothing Citus reads every shard.
    if p_by is not null then
        v_starts := array_fill(false, array[cardinality(p_run)]);
        v_detached := array_fill(false, array[cardinality(p_run)]);
        v_deadline_at := array_fill(null::timestamptz, array[cardinality(p_run)]);
        v_parent := array_fill(null::uuid, array[cardinality(p_run)]);
        for v_from in
            select n.place, f.detached, f.deadline_at, f.parent_run_id
            from unnest(p_tenant, p_by, p_by_epoch) with ordinality n (tenant, by, by_epoch, place)
            join penstock.run f
                on f.tenant = any (array[n.tenant]) and f.run_id = any (array[n.by])
                and f.epoch = n.by_epoch and f.worker = p_worker and f.state = 'running'
            where p_tenants is null or f.tenant = any (p_tenants)
        loop
            v_starts[v_from.place] := true;
            v_detached[v_from.place] := v_from.detached;
            v_deadline_at[v_from.place] := v_from.deadline_at;
            v_parent[v_from.place] := v_from.parent_run_id;
        end loop;
    end if;

    with inserted as (
        insert into penstock.run (
            tenant, run_id, workflow, version, state, direct, detached, priority, epoch, worker, created_at,
            started_at, due_at, deadline_at, parent_run_id, idempotency_key, attributes, input, queue)
        select n.tenant, n.run_id, n.workflow, n.version,
            case when n.queued then 'queued' else 'running' end,
            coalesce(n.direct, false),
            case when n.continues then n.by_detached else coalesce(n.detached, false) end,
            n.priority,
            case when n.queued then 0 else 1 end,
            case when n.queued is not true then p_worker end,
            p_now,
            case when n.queued is not true then p_now end,
            case when n.queued then least(
                p_now + coalesce(n.delay_us, 0) * interval '1 microsecond',
                p_now + n.timeout_us * interval '1 microsecond',
                case when n.continues then n.by_deadline_at end) end,
            case when n.continues and n.by_deadline_at is not null then n.by_deadline_at
                 else p_now + n.timeout_us * interval '1 microsecond' end,
            case when n.continues then n.by_parent else n.parent end,
            n.idempotency_key,
            coalesce(n.attributes::jsonb, '{}'),
            n.input::json,
            coalesce(n.queue, 'default')
        from unnest(
            p_tenant, p_run, p_workflow, p_version, p_priority, p_queued, p_input, p_direct, p_delay_us, p_timeout_us,
            p_key, p_attributes, p_parent, p_detached, p_by, p_continues, p_queue, v_starts, v_detached, v_deadline_at,
            v_parent)
            n (tenant, run_id, workflow, version, priority, queued, input, direct, delay_us, timeout_us,
                idempotency_key, attributes, parent, detached, by, continues, queue, by_starts, by_detached,
                by_deadline_at, by_parent)
        where n.by is null or n.by_starts
        on conflict do nothing
        returning tenant, run_id
    )
    select array_agg(i.tenant), array_agg(i.run_id) into v_inserted_tenant, v_inserted_run from inserted i;

    if cardinality(v_inserted_run) = cardinality(p_run) and v_late_run = '{}' then
        return null;
    end if;

    -- Those whose starter may write. When the lost attempt has moved the starter on, it may have.
    select array_agg(f.tenant), array_agg(f.run_id) into v_by_tenant, v_by_run
    from unnest(p_tenant, p_by, p_by_epoch) n (tenant, by, by_epoch)
    join penstock.run f on f.tenant = any (array[n.tenant]) and f.run_id = any (array[n.by])
    where f.epoch = n.by_epoch and (p_resubmitted or (f.worker = p_worker and f.state = 'running'))
      and (p_tenants is null or f.tenant = any (p_tenants));

    -- What the lost attempt inserted is what this one was asked to insert.
    if p_resubmitted then
        select array_agg(r.tenant), array_agg(r.run_id) into v_own_tenant, v_own_run
        from unnest(p_tenant, p_run, p_queued, p_key) n (tenant, run_id, queued, idempotency_key)
        join penstock.run r on r.tenant = any (array[n.tenant]) and r.run_id = any (array[n.run_id])
        where case when n.queued then n.idempotency_key is null
                   else r.state = 'running' and r.worker = p_worker and r.epoch = 1 end
          and (p_tenants is null or r.tenant = any (p_tenants));
    end if;

    return array(
        select case when n.by is null or (n.tenant, n.by) in (select * from unnest(v_by_tenant, v_by_run))
                then row ('existed', n.tenant::text, n.run_id, null)::penstock.refusal
                else row ('superseded', n.tenant::text, n.by, n.by_epoch)::penstock.refusal end
        from unnest(p_tenant, p_run, p_by, p_by_epoch) n (tenant, run_id, by, by_epoch)
        where ((n.tenant, n.run_id) not in (select * from unnest(v_inserted_tenant, v_inserted_run))
            or n.run_id = any (v_late_run))
          and (n.tenant, n.run_id) not in (select * from unnest(v_own_tenant, v_own_run)));
end $$;

-- penstock:allow CIT312 because on Citus the fence is the lock on the run rows, this one is only a label there
create function penstock.append(
    p_route            ${tenant},
    p_worker           uuid,
    p_resubmitted      boolean,
    p_tenants          ${tenant}[],

    p_new_tenant       ${tenant}[],
    p_new_run          uuid[],
    p_new_workflow     text[],
    p_new_version      text[],
    p_new_priority     smallint[],
    p_new_queued       boolean[],   -- null for one that the worker holds
    p_new_input        text[],
    p_new_direct       boolean[],
    p_new_delay_us     bigint[],
    p_new_timeout_us   bigint[],
    p_new_key          text[],
    p_new_attributes   text[],
    p_new_parent       uuid[],
    p_new_detached     boolean[],
    p_new_by           uuid[],      -- the run whose entry starts it; null for a start from outside
    p_new_by_epoch     bigint[],
    p_new_continues    boolean[],   -- whether it carries on after that run
    p_new_queue        text[],      -- null for the default queue

    p_step_tenant      ${tenant}[],
    p_step_run         uuid[],
    p_step_epoch       bigint[],
    p_step_name        text[],
    p_step_occurrence  integer[],
    p_step_kind        text[],
    p_step_duration_us bigint[],
    p_step_result      text[],
    p_step_item        integer[],   -- null for 0
    p_step_state       text[],      -- null for completed
    p_step_failure     text[],
    p_step_metadata    text[],
    p_step_due_at_us   bigint[],
    p_step_due_in_us   bigint[],
    p_step_timed_out   boolean[],
    p_step_replaces    boolean[],   -- whether an unsettled record of it exists

    p_attributes_tenant ${tenant}[],
    p_attributes_run    uuid[],
    p_attributes_epoch  bigint[],
    p_attributes        text[],

    p_move_tenant      ${tenant}[], -- in (run_id, tenant) order, the lock order
    p_move_run         uuid[],
    p_move_epoch       bigint[],
    p_move_state       text[],      -- null for completed
    p_move_output      text[],
    p_move_failure     text[],
    p_move_due_at_us   bigint[],
    p_move_due_in_us   bigint[],
    p_move_child       uuid[],
    p_move_next        uuid[]
) returns setof penstock.refusal
language plpgsql volatile
-- Every join is a look-up by primary key, so one plan serves all calls. (Citus plans with values at hand: the
-- function's plan_cache_mode is force_custom_plan there.)
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
    v_now     timestamptz;
    v_refused penstock.refusal[];
begin
    if p_worker is not null then
        perform pg_advisory_xact_lock_shared(penstock.worker_lock(p_worker));
    end if;
    if p_tenants is not null and coalesce(p_new_by, p_step_run, p_attributes_run, p_move_run) is not null then
        perform penstock.fence(
            p_route, p_tenants,
            case when p_new_by is not null then p_new_tenant end || p_step_tenant || p_attributes_tenant
                || p_move_tenant,
            p_new_by || p_step_run || p_attributes_run || p_move_run, p_move_tenant, p_move_run);
    end if;
    v_now := clock_timestamp();

    if p_new_run is not null then
        v_refused := penstock.append_runs(
            p_worker, p_resubmitted, p_tenants, v_now, p_new_tenant, p_new_run, p_new_workflow, p_new_version,
            p_new_priority, p_new_queued, p_new_input, p_new_direct, p_new_delay_us, p_new_timeout_us, p_new_key,
            p_new_attributes, p_new_parent, p_new_detached, p_new_by, p_new_by_epoch, p_new_continues, p_new_queue);
    end if;
    if p_step_run is not null then
        v_refused := v_refused || penstock.append_steps(
            p_worker, p_resubmitted, p_tenants, v_now, p_step_tenant, p_step_run, p_step_epoch, p_step_name,
            p_step_occurrence, p_step_kind, p_step_duration_us, p_step_result, p_step_item, p_step_state,
            p_step_failure, p_step_metadata, p_step_due_at_us, p_step_due_in_us, p_step_timed_out, p_step_replaces);
    end if;
    if p_attributes_run is not null then
        v_refused := v_refused || penstock.append_attributes(
            p_worker, p_resubmitted, p_tenants, p_attributes_tenant, p_attributes_run, p_attributes_epoch,
            p_attributes);
    end if;
    if p_move_run is not null then
        v_refused := v_refused || penstock.append_moves(
            p_worker, p_resubmitted, p_tenants, v_now, p_move_tenant, p_move_run, p_move_epoch, p_move_state,
            p_move_output, p_move_failure, p_move_due_at_us, p_move_due_in_us, p_move_child, p_move_next);
    end if;

    if p_tenants is null and penstock.sharded() then
        perform penstock.refuse_if_sharded();
    end if;
    if v_refused is not null then
        return query select r.verdict, r.tenant, r.run_id, r.epoch from unnest(v_refused) r;
    end if;
    if p_worker is not null then
        return query
            select 'cancel', r.tenant::text, r.run_id, r.epoch
            from penstock.run r
            where r.worker = p_worker and r.cancel_requested_at is not null and r.completed_at is null
              and r.state = 'running' and (p_tenants is null or r.tenant = any (p_tenants));
    end if;
end $$;

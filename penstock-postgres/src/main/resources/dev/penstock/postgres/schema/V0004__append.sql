-- append: what many runs make durable at one moment, in one statement and one commit
-- online: yes, a new function only     locks: none that anybody waits for     undo: drop the function
-- Everything is written under a fence: the run row is joined with worker, epoch and state, and the worker's advisory
-- lock is held shared, so that a take-over (which holds it exclusively) comes before or after, never between. Only
-- what was refused is looked for, and only when the counts say that something was; a flush in which all is well
-- returns no row.
--
-- The fence is spelled "case when r.state = 'running' then r.worker = p_worker end": true for the same rows as the plain
-- conjunction, but of no use to the index of running runs, which the planner preferred to the primary key whenever
-- statistics had been taken while nothing was running, and then read once per step.
--
-- Columns that nobody uses in a flush are passed as null: unnest pads them.
-- p_route      any tenant of the flush; on Citus the call is routed by it, and all tenants of the flush share its shard
-- p_worker     whose flush it is; null when it only queues runs
-- p_resubmitted whether the same flush may have been committed before: what is there already then counts as recorded
-- Verdicts:  superseded  run and epoch whose fence failed, none of its rows were written
--            existed     a new run whose key was taken
--            cancel      a run of this worker whose cancellation was requested, whether it is in the flush or not

create function penstock.append(
    p_route              ${tenant},
    p_worker             uuid,
    p_resubmitted        boolean,

    p_new_tenant         ${tenant}[],
    p_new_run            uuid[],
    p_new_workflow       text[],
    p_new_version        text[],
    p_new_priority       smallint[],
    p_new_held           boolean[],
    p_new_input          text[],
    p_new_direct         boolean[],
    p_new_delay_us       bigint[],
    p_new_timeout_us     bigint[],
    p_new_key            text[],
    p_new_attributes     text[],
    p_new_parent         uuid[],
    p_new_detached       boolean[],
    p_new_by             uuid[],      -- the run whose entry starts it; null for a start from outside
    p_new_by_epoch       bigint[],
    p_new_continues      boolean[],   -- whether it carries on after that run

    p_step_tenant        ${tenant}[],
    p_step_run           uuid[],
    p_step_epoch         bigint[],
    p_step_name          text[],
    p_step_occurrence    integer[],
    p_step_kind          text[],
    p_step_duration_us   bigint[],
    p_step_result        text[],
    p_step_item          integer[],
    p_step_state         text[],      -- null for completed
    p_step_failure       text[],
    p_step_metadata      text[],
    p_step_due_at_us     bigint[],
    p_step_due_in_us     bigint[],
    p_step_timed_out     boolean[],
    p_step_replaces      boolean[],

    p_attributes_tenant  ${tenant}[],
    p_attributes_run     uuid[],
    p_attributes_epoch   bigint[],
    p_attributes         text[],

    p_move_tenant        ${tenant}[], -- in (run_id, tenant) order, the lock order
    p_move_run           uuid[],
    p_move_epoch         bigint[],
    p_move_state         text[],
    p_move_output        text[],
    p_move_failure       text[],
    p_move_due_at_us     bigint[],
    p_move_due_in_us     bigint[],
    p_move_child         uuid[],
    p_move_next          uuid[]
) returns table (verdict text, of_tenant text, of_run uuid, of_epoch bigint)
language plpgsql volatile
-- Every join here is a look-up by primary key. Said once, so that statistics of a young table cannot say otherwise.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
    v_now            timestamptz;
    v_count          bigint;
    v_updated        bigint;
    v_new_tenant     ${tenant}[];
    v_new_run        uuid[];
    v_family         boolean := false;
    v_moved_tenant   ${tenant}[];
    v_moved_run      uuid[];
    v_stopped_tenant ${tenant}[];
    v_stopped_run    uuid[];
begin
    if p_worker is not null then
        perform pg_advisory_xact_lock_shared(penstock.worker_lock(p_worker));
    end if;
    v_now := clock_timestamp();

    if p_new_run is not null then
        with inserted as (
            insert into penstock.run (
                tenant, run_id, workflow, version, state, direct, detached, priority, epoch, worker, created_at,
                started_at, due_at, deadline_at, parent_run_id, idempotency_key, attributes, input)
            select n.tenant, n.run_id, n.workflow, n.version,
                case when n.held then 'running' else 'queued' end,
                coalesce(n.direct, false),
                case when n.continues then f.detached else coalesce(n.detached, false) end,
                n.priority,
                case when n.held then 1 else 0 end,
                case when n.held then p_worker end,
                v_now,
                case when n.held then v_now end,
                case when not n.held then v_now + coalesce(n.delay_us, 0) * interval '1 microsecond' end,
                case when n.continues and f.deadline_at is not null then f.deadline_at
                     else v_now + n.timeout_us * interval '1 microsecond' end,
                case when n.continues then f.parent_run_id else n.parent end,
                n.idempotency_key,
                coalesce(n.attributes::jsonb, '{}'),
                n.input::json
            from unnest(
                p_new_tenant, p_new_run, p_new_workflow, p_new_version, p_new_priority, p_new_held, p_new_input,
                p_new_direct, p_new_delay_us, p_new_timeout_us, p_new_key, p_new_attributes, p_new_parent,
                p_new_detached, p_new_by, p_new_by_epoch, p_new_continues)
                n (tenant, run_id, workflow, version, priority, held, input, direct, delay_us, timeout_us,
                    idempotency_key, attributes, parent, detached, by, by_epoch, continues)
            left join penstock.run f
                on f.tenant = n.tenant and f.run_id = n.by and f.epoch = n.by_epoch and case when f.state = 'running' then f.worker = p_worker end
            where n.by is null or f.run_id is not null
            on conflict do nothing
            returning tenant, run_id
        )
        select array_agg(i.tenant), array_agg(i.run_id) into v_new_tenant, v_new_run from inserted i;

        if coalesce(cardinality(v_new_run), 0) <> cardinality(p_new_run) then
            return query
                select case when n.by is not null and f.run_id is null then 'superseded' else 'existed' end,
                    n.tenant::text,
                    case when n.by is not null and f.run_id is null then n.by else n.run_id end,
                    case when n.by is not null and f.run_id is null then n.by_epoch end
                from unnest(p_new_tenant, p_new_run, p_new_held, p_new_key, p_new_by, p_new_by_epoch)
                    n (tenant, run_id, held, idempotency_key, by, by_epoch)
                left join penstock.run f
                    on f.tenant = n.tenant and f.run_id = n.by and f.epoch = n.by_epoch
                    and (p_resubmitted or (f.worker = p_worker and f.state = 'running'))
                where not exists (
                        select from unnest(v_new_tenant, v_new_run) i (tenant, run_id)
                        where i.tenant = n.tenant and i.run_id = n.run_id)
                  -- What the lost attempt has inserted is what this one was asked to insert.
                  and not (p_resubmitted and exists (
                        select from penstock.run r
                        where r.tenant = n.tenant and r.run_id = n.run_id
                          and case when n.held then r.state = 'running' and r.worker = p_worker and r.epoch = 1
                                   else n.idempotency_key is null end));
        end if;
    end if;

    if p_step_run is not null then
        if not p_resubmitted then
            insert into penstock.step (
                tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us, recorded_at, due_at,
                result, failure, metadata)
            select s.tenant, s.run_id, s.name, s.occurrence, coalesce(s.item, 0), s.kind,
                coalesce(s.state, 'completed'), coalesce(s.timed_out, false), s.duration_us, v_now,
                coalesce(timestamptz 'epoch' + s.due_at_us * interval '1 microsecond',
                    v_now + s.due_in_us * interval '1 microsecond'),
                s.result::json, s.failure::jsonb, s.metadata::jsonb
            from unnest(
                p_step_tenant, p_step_run, p_step_epoch, p_step_name, p_step_occurrence, p_step_kind,
                p_step_duration_us, p_step_result, p_step_item, p_step_state, p_step_failure, p_step_metadata,
                p_step_due_at_us, p_step_due_in_us, p_step_timed_out, p_step_replaces)
                s (tenant, run_id, epoch, name, occurrence, kind, duration_us, result, item, state, failure, metadata,
                    due_at_us, due_in_us, timed_out, replaces)
            join penstock.run r
                on r.tenant = s.tenant and r.run_id = s.run_id and r.epoch = s.epoch and case when r.state = 'running' then r.worker = p_worker end
            where s.replaces is not true;
        else
            -- The same, but for what the lost attempt has recorded.
            insert into penstock.step (
                tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us, recorded_at, due_at,
                result, failure, metadata)
            select s.tenant, s.run_id, s.name, s.occurrence, coalesce(s.item, 0), s.kind,
                coalesce(s.state, 'completed'), coalesce(s.timed_out, false), s.duration_us, v_now,
                coalesce(timestamptz 'epoch' + s.due_at_us * interval '1 microsecond',
                    v_now + s.due_in_us * interval '1 microsecond'),
                s.result::json, s.failure::jsonb, s.metadata::jsonb
            from unnest(
                p_step_tenant, p_step_run, p_step_epoch, p_step_name, p_step_occurrence, p_step_kind,
                p_step_duration_us, p_step_result, p_step_item, p_step_state, p_step_failure, p_step_metadata,
                p_step_due_at_us, p_step_due_in_us, p_step_timed_out, p_step_replaces)
                s (tenant, run_id, epoch, name, occurrence, kind, duration_us, result, item, state, failure, metadata,
                    due_at_us, due_in_us, timed_out, replaces)
            join penstock.run r
                on r.tenant = s.tenant and r.run_id = s.run_id and r.epoch = s.epoch and case when r.state = 'running' then r.worker = p_worker end
            where s.replaces is not true
            on conflict do nothing;
        end if;
        get diagnostics v_count = row_count;

        if p_step_replaces is not null then
            update penstock.step x
            set kind = s.kind, state = coalesce(s.state, 'completed'), timed_out = coalesce(s.timed_out, false),
                duration_us = s.duration_us, recorded_at = v_now,
                due_at = coalesce(timestamptz 'epoch' + s.due_at_us * interval '1 microsecond',
                    v_now + s.due_in_us * interval '1 microsecond'),
                result = s.result::json, failure = s.failure::jsonb, metadata = s.metadata::jsonb
            from unnest(
                p_step_tenant, p_step_run, p_step_epoch, p_step_name, p_step_occurrence, p_step_kind,
                p_step_duration_us, p_step_result, p_step_item, p_step_state, p_step_failure, p_step_metadata,
                p_step_due_at_us, p_step_due_in_us, p_step_timed_out, p_step_replaces)
                s (tenant, run_id, epoch, name, occurrence, kind, duration_us, result, item, state, failure, metadata,
                    due_at_us, due_in_us, timed_out, replaces)
            join penstock.run r
                on r.tenant = s.tenant and r.run_id = s.run_id and r.epoch = s.epoch and case when r.state = 'running' then r.worker = p_worker end
            where s.replaces
              and x.tenant = s.tenant and x.run_id = s.run_id and x.name = s.name and x.occurrence = s.occurrence
              and x.item = coalesce(s.item, 0) and x.state in ('retrying', 'waiting');
            get diagnostics v_updated = row_count;
            v_count := v_count + v_updated;
        end if;

        if v_count <> cardinality(p_step_run) then
            return query
                select distinct 'superseded', s.tenant::text, s.run_id, s.epoch
                from unnest(p_step_tenant, p_step_run, p_step_epoch, p_step_name, p_step_occurrence, p_step_item)
                    s (tenant, run_id, epoch, name, occurrence, item)
                where not exists (
                    select from penstock.run r
                    where r.tenant = s.tenant and r.run_id = s.run_id and r.epoch = s.epoch
                      and (r.worker = p_worker and r.state = 'running'
                           or p_resubmitted and exists (
                                select from penstock.step x
                                where x.tenant = s.tenant and x.run_id = s.run_id and x.name = s.name
                                  and x.occurrence = s.occurrence and x.item = coalesce(s.item, 0))));
            if p_step_replaces is not null and exists (
                select from unnest(
                    p_step_tenant, p_step_run, p_step_epoch, p_step_name, p_step_occurrence, p_step_item,
                    p_step_replaces) s (tenant, run_id, epoch, name, occurrence, item, replaces)
                join penstock.run r
                    on r.tenant = s.tenant and r.run_id = s.run_id and r.epoch = s.epoch and case when r.state = 'running' then r.worker = p_worker end
                left join penstock.step x
                    on x.tenant = s.tenant and x.run_id = s.run_id and x.name = s.name
                    and x.occurrence = s.occurrence and x.item = coalesce(s.item, 0)
                    and (p_resubmitted or x.recorded_at = v_now)
                where s.replaces and x.run_id is null)
            then
                raise exception 'a step that was to replace its unsettled record has none'
                    using errcode = 'PN001';
            end if;
        end if;
    end if;

    if p_attributes_run is not null then
        update penstock.run r
        set attributes = r.attributes || a.attributes::jsonb
        from unnest(p_attributes_tenant, p_attributes_run, p_attributes_epoch, p_attributes)
            a (tenant, run_id, epoch, attributes)
        where r.tenant = a.tenant and r.run_id = a.run_id and r.epoch = a.epoch and case when r.state = 'running' then r.worker = p_worker end;
        get diagnostics v_count = row_count;
        if v_count <> cardinality(p_attributes_run) then
            return query
                select 'superseded', a.tenant::text, a.run_id, a.epoch
                from unnest(p_attributes_tenant, p_attributes_run, p_attributes_epoch) a (tenant, run_id, epoch)
                where not exists (
                    select from penstock.run r
                    where r.tenant = a.tenant and r.run_id = a.run_id and r.epoch = a.epoch
                      and (r.worker = p_worker and r.state = 'running' or p_resubmitted));
        end if;
    end if;

    if p_move_run is not null then
        v_family := exists (
            select from unnest(p_move_tenant, p_move_run) m (tenant, run_id)
            join penstock.run r on r.tenant = m.tenant and r.run_id = m.run_id
            where r.parent_run_id is not null);
        if v_family then
            perform from penstock.run r
            where (r.tenant, r.run_id) in (
                select m.tenant, m.run_id from unnest(p_move_tenant, p_move_run) m (tenant, run_id)
                union
                select c.tenant, c.parent_run_id from unnest(p_move_tenant, p_move_run) m (tenant, run_id)
                join penstock.run c on c.tenant = m.tenant and c.run_id = m.run_id
                where c.parent_run_id is not null)
            order by r.run_id, r.tenant
            for no key update;
        end if;

        with moved as (
            update penstock.run r
            set state = m.state,
                worker = case when m.state in ('queued', 'waiting') then null else r.worker end,
                -- A parked run whose cancellation was requested meanwhile is due, so that somebody carries it out.
                due_at = case
                    when m.state = 'queued' or m.state = 'waiting' and r.cancel_requested_at is not null then v_now
                    when m.state = 'waiting' then least(
                        timestamptz 'epoch' + m.due_at_us * interval '1 microsecond',
                        v_now + m.due_in_us * interval '1 microsecond',
                        r.deadline_at) end,
                awaits = m.child,
                continued_as = m.next,
                output = m.output::json,
                failure = m.failure::jsonb,
                completed_at = case when m.state in ('completed', 'failed', 'cancelled') then v_now end
            from unnest(
                p_move_tenant, p_move_run, p_move_epoch, p_move_state, p_move_output, p_move_failure,
                p_move_due_at_us, p_move_due_in_us, p_move_child, p_move_next)
                m (tenant, run_id, epoch, state, output, failure, due_at_us, due_in_us, child, next)
            where r.tenant = m.tenant and r.run_id = m.run_id and r.epoch = m.epoch and case when r.state = 'running' then r.worker = p_worker end
            returning r.tenant, r.run_id, r.state
        )
        select array_agg(d.tenant), array_agg(d.run_id),
            array_agg(d.tenant) filter (where d.state = 'cancelled'),
            array_agg(d.run_id) filter (where d.state = 'cancelled')
        into v_moved_tenant, v_moved_run, v_stopped_tenant, v_stopped_run
        from moved d;

        if coalesce(cardinality(v_moved_run), 0) <> cardinality(p_move_run) then
            return query
                select 'superseded', m.tenant::text, m.run_id, m.epoch
                from unnest(p_move_tenant, p_move_run, p_move_epoch, p_move_state) m (tenant, run_id, epoch, state)
                where not exists (
                        select from unnest(v_moved_tenant, v_moved_run) d (tenant, run_id)
                        where d.tenant = m.tenant and d.run_id = m.run_id)
                  and not (p_resubmitted and exists (
                        select from penstock.run r
                        where r.tenant = m.tenant and r.run_id = m.run_id and r.epoch = m.epoch
                          and (r.state = m.state or m.state in ('waiting', 'queued') and r.state = 'cancelled')));
        end if;

        if p_move_next is not null then
            -- A cancellation that was requested between the insert of the next run and the end of this one.
            update penstock.run n
            set cancel_requested_at = c.cancel_requested_at
            from unnest(p_move_tenant, p_move_run) m (tenant, run_id)
            join penstock.run c on c.tenant = m.tenant and c.run_id = m.run_id
            where n.tenant = c.tenant and n.run_id = c.continued_as and c.cancel_requested_at is not null
              and n.completed_at is null and n.cancel_requested_at is null;
        end if;

        if v_family then
            perform penstock.tell_parents(v_moved_tenant, v_moved_run, v_now);
        end if;

        if p_move_child is not null then
            -- A child that ended before its parent parked; one that continued is followed to the last.
            update penstock.run p
            set awaits = l.run_id,
                due_at = case when l.run_id is null or l.completed_at is not null then v_now else p.due_at end
            from unnest(p_move_tenant, p_move_run, p_move_child) m (tenant, run_id, child)
            left join lateral (
                with recursive chain as (
                    select c.run_id, c.continued_as, c.completed_at
                    from penstock.run c where c.tenant = m.tenant and c.run_id = m.child
                    union all
                    select n.run_id, n.continued_as, n.completed_at
                    from chain h join penstock.run n on n.tenant = m.tenant and n.run_id = h.continued_as)
                select h.run_id, h.completed_at from chain h where h.continued_as is null
            ) l on true
            where m.child is not null and p.tenant = m.tenant and p.run_id = m.run_id and p.state = 'waiting'
              and p.awaits = m.child and (l.run_id is distinct from m.child or l.completed_at is not null);
        end if;

        if v_stopped_run is not null then
            perform penstock.cancel_children(v_stopped_tenant, v_stopped_run, v_now);
        end if;
    end if;

    if p_worker is not null then
        return query
            select 'cancel', r.tenant::text, r.run_id, r.epoch
            from penstock.run r
            where r.worker = p_worker and r.state = 'running' and r.cancel_requested_at is not null;
    end if;
end $$;

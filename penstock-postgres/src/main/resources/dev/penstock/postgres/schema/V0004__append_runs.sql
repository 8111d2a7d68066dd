-- append_runs: the new runs of a flush
-- online: yes, a new function only     locks: none that anybody waits for     undo: drop the function and the type

-- What a flush has to say about one run; the verdicts are told with penstock.append.
create type penstock.refusal as (verdict text, tenant text, run_id uuid, epoch bigint);

-- Asks no other shard for those who start runs.
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
    -- Started under the name of a tenant that is spread, by a process that has not heard of it. Children are not: they are
    -- where their parents are, and a tenant that has runs is not spread. Looked for only where there is one at all.
    if exists (select from penstock.spread) then
        if exists (
            select
            from penstock.spread s
            join unnest(p_tenant::text[], p_by) n (name, by) on n.name = s.name and n.by is null)
        then
            raise exception 'PEN-1018 a tenant is spread over buckets, or just being spread; look for them'
                using errcode = 'PN018';
        end if;
    end if;

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
                on f.tenant = any (array[n.tenant]) and f.run_id = n.by
                and n.tenant = any (array[n.tenant]) and n.by = any (array[n.by])
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
    join penstock.run f on f.tenant = any (array[n.tenant]) and f.run_id = n.by
        and n.tenant = any (array[n.tenant]) and n.by = any (array[n.by])
    where f.epoch = n.by_epoch and (p_resubmitted or (f.worker = p_worker and f.state = 'running'))
      and (p_tenants is null or f.tenant = any (p_tenants));

    -- What the lost attempt inserted is what this one was asked to insert.
    if p_resubmitted then
        select array_agg(r.tenant), array_agg(r.run_id) into v_own_tenant, v_own_run
        from unnest(p_tenant, p_run, p_queued, p_key) n (tenant, run_id, queued, idempotency_key)
        join penstock.run r on r.tenant = any (array[n.tenant]) and r.run_id = n.run_id
            and n.tenant = any (array[n.tenant]) and n.run_id = any (array[n.run_id])
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

-- append_moves: what a flush does to run rows: attributes, and runs that end, park or go back to the queue
-- online: yes, new functions only     locks: none that anybody waits for     undo: drop the functions

create function penstock.append_attributes(
    p_worker      uuid,
    p_resubmitted boolean,
    p_tenants     ${tenant}[],
    p_tenant      ${tenant}[],
    p_run         uuid[],
    p_epoch       bigint[],
    p_attributes  text[]
) returns penstock.refusal[]
language plpgsql volatile as $$
declare
    v_written   bigint;
    v_ok_tenant ${tenant}[];
    v_ok_run    uuid[];
begin
    update penstock.run r
    set attributes = r.attributes || a.attributes::jsonb
    from unnest(p_tenant, p_run, p_epoch, p_attributes) a (tenant, run_id, epoch, attributes)
    where r.tenant = any (array[a.tenant]) and r.run_id = a.run_id
      and a.tenant = any (array[a.tenant]) and a.run_id = any (array[a.run_id])
      and r.epoch = a.epoch and r.worker = p_worker and r.state = 'running'
      and (p_tenants is null or r.tenant = any (p_tenants));
    get diagnostics v_written = row_count;
    if v_written = cardinality(p_run) then
        return null;
    end if;

    select array_agg(r.tenant), array_agg(r.run_id) into v_ok_tenant, v_ok_run
    from unnest(p_tenant, p_run, p_epoch) a (tenant, run_id, epoch)
    join penstock.run r on r.tenant = any (array[a.tenant]) and r.run_id = a.run_id
        and a.tenant = any (array[a.tenant]) and a.run_id = any (array[a.run_id])
    where r.epoch = a.epoch and (p_resubmitted or (r.worker = p_worker and r.state = 'running'))
      and (p_tenants is null or r.tenant = any (p_tenants));
    return array(
        select row ('superseded', a.tenant::text, a.run_id, a.epoch)::penstock.refusal
        from unnest(p_tenant, p_run, p_epoch) a (tenant, run_id, epoch)
        where (a.tenant, a.run_id) not in (select * from unnest(v_ok_tenant, v_ok_run)));
end $$;

create function penstock.append_moves(
    p_worker      uuid,
    p_resubmitted boolean,
    p_tenants     ${tenant}[],
    p_now         timestamptz,
    p_tenant      ${tenant}[],
    p_run         uuid[],
    p_epoch       bigint[],
    p_state       text[],
    p_output      text[],
    p_failure     text[],
    p_due_at_us   bigint[],
    p_due_in_us   bigint[],
    p_child       uuid[],
    p_next        uuid[]
) returns penstock.refusal[]
language plpgsql volatile as $$
declare
    v_due_at         timestamptz[] := penstock.moments(p_now, p_due_at_us, p_due_in_us);
    v_parent_tenant  ${tenant}[];
    v_parent_run     uuid[];
    v_moved_tenant   ${tenant}[];
    v_moved_run      uuid[];
    v_stopped_tenant ${tenant}[];
    v_stopped_run    uuid[];
    v_written        bigint := 0;
    v_ok_tenant      ${tenant}[];
    v_ok_run         uuid[];
begin
    if p_tenants is null and not p_resubmitted and p_state is null and p_failure is null and v_due_at is null
        and p_child is null and p_next is null
    then
        -- All completed. Unless one of them has a parent, that is all there is to do; a statement pays for every
        -- expression in it each time it is executed.
        update penstock.run r
        set state = 'completed', output = p_output[m]::json, completed_at = p_now
        from generate_series(1, cardinality(p_run)) m
        where r.tenant = any (array[p_tenant[m]]) and r.run_id = p_run[m]
          and r.epoch = p_epoch[m] and r.worker = p_worker and r.state = 'running'
          and (p_tenants is null or r.tenant = any (p_tenants))
          and not exists (
            select
            from generate_series(1, cardinality(p_run)) k
            join penstock.run c on c.tenant = any (array[p_tenant[k]]) and c.run_id = p_run[k]
            where c.parent_run_id is not null and (p_tenants is null or c.tenant = any (p_tenants)));
        get diagnostics v_written = row_count;
        if v_written = cardinality(p_run) then
            return null;
        end if;
    end if;

    select array_agg(r.tenant), array_agg(r.parent_run_id) into v_parent_tenant, v_parent_run
    from unnest(p_tenant, p_run) m (tenant, run_id)
    join penstock.run r on r.tenant = any (array[m.tenant]) and r.run_id = m.run_id
        and m.tenant = any (array[m.tenant]) and m.run_id = any (array[m.run_id])
    where r.parent_run_id is not null and (p_tenants is null or r.tenant = any (p_tenants));

    -- Without parents the update below locks in the order of its arrays, which is the lock order.
    if v_parent_run is not null then
        perform
        from unnest(p_tenant || v_parent_tenant, p_run || v_parent_run) k (tenant, run_id)
        join penstock.run r on r.tenant = any (array[k.tenant]) and r.run_id = k.run_id
            and k.tenant = any (array[k.tenant]) and k.run_id = any (array[k.run_id])
        where p_tenants is null or r.tenant = any (p_tenants)
        order by r.run_id, r.tenant
        for no key update of r;
    end if;

    with moved as (
        update penstock.run r
        set state = coalesce(m.state, 'completed'),
            worker = case when m.state in ('queued', 'waiting') then null else r.worker end,
            -- A parked run whose cancellation was requested meanwhile is due, so that somebody carries it out.
            due_at = case
                when m.state = 'queued' or m.state = 'waiting' and r.cancel_requested_at is not null then p_now
                when m.state = 'waiting' then least(m.due_at, r.deadline_at) end,
            awaits = m.child,
            continued_as = m.next,
            output = m.output::json,
            failure = m.failure::jsonb,
            completed_at = case when coalesce(m.state, 'completed') in ('completed', 'failed', 'cancelled') then p_now end
        from unnest(p_tenant, p_run, p_epoch, p_state, p_output, p_failure, v_due_at, p_child, p_next)
            m (tenant, run_id, epoch, state, output, failure, due_at, child, next)
        where r.tenant = any (array[m.tenant]) and r.run_id = m.run_id
          and m.tenant = any (array[m.tenant]) and m.run_id = any (array[m.run_id])
          and r.epoch = m.epoch and r.worker = p_worker and r.state = 'running'
          and (p_tenants is null or r.tenant = any (p_tenants))
        returning r.tenant, r.run_id, r.state
    )
    select array_agg(d.tenant), array_agg(d.run_id),
        array_agg(d.tenant) filter (where d.state = 'cancelled'),
        array_agg(d.run_id) filter (where d.state = 'cancelled')
    into v_moved_tenant, v_moved_run, v_stopped_tenant, v_stopped_run
    from moved d;

    if p_next is not null then
        -- A cancellation that was requested between the insert of the next run and the end of this one.
        update penstock.run n
        set cancel_requested_at = c.cancel_requested_at
        from unnest(v_moved_tenant, v_moved_run) m (tenant, run_id)
        join penstock.run c on c.tenant = any (array[m.tenant]) and c.run_id = m.run_id
            and m.tenant = any (array[m.tenant]) and m.run_id = any (array[m.run_id])
        where n.tenant = any (array[c.tenant]) and n.run_id = c.continued_as
          and c.cancel_requested_at is not null and n.cancel_requested_at is null and n.completed_at is null
          and (p_tenants is null or n.tenant = any (p_tenants) and c.tenant = any (p_tenants));
    end if;
    if v_parent_run is not null then
        perform penstock.tell_parents(p_tenants, p_now, v_moved_tenant, v_moved_run);
    end if;
    if p_child is not null then
        -- A child may have ended before its parent parked; one that continued is followed to the last.
        loop
            update penstock.run p
            set awaits = c.continued_as
            from unnest(v_moved_tenant, v_moved_run) m (tenant, run_id), penstock.run c
            where p.tenant = any (array[m.tenant]) and p.run_id = m.run_id
              and m.tenant = any (array[m.tenant]) and m.run_id = any (array[m.run_id]) and p.state = 'waiting'
              and c.tenant = any (array[p.tenant]) and c.run_id = p.awaits
              and c.continued_as is not null
              and (p_tenants is null or p.tenant = any (p_tenants) and c.tenant = any (p_tenants));
            exit when not found;
        end loop;
        update penstock.run p
        set due_at = p_now
        from unnest(v_moved_tenant, v_moved_run) m (tenant, run_id), penstock.run c
        where p.tenant = any (array[m.tenant]) and p.run_id = m.run_id
          and m.tenant = any (array[m.tenant]) and m.run_id = any (array[m.run_id]) and p.state = 'waiting'
          and c.tenant = any (array[p.tenant]) and c.run_id = p.awaits
          and c.completed_at is not null
          and (p_tenants is null or p.tenant = any (p_tenants) and c.tenant = any (p_tenants));
    end if;
    if v_stopped_run is not null then
        perform penstock.cancel_children(p_tenants, p_now, v_stopped_tenant, v_stopped_run);
    end if;

    if cardinality(v_moved_run) = cardinality(p_run) then
        return null;
    end if;

    -- Moved by the lost attempt, or above: the run stands there at the same epoch, or was cancelled from there.
    if p_resubmitted or v_written > 0 then
        select array_agg(r.tenant), array_agg(r.run_id) into v_ok_tenant, v_ok_run
        from unnest(p_tenant, p_run, p_epoch, p_state) m (tenant, run_id, epoch, state)
        join penstock.run r on r.tenant = any (array[m.tenant]) and r.run_id = m.run_id
            and m.tenant = any (array[m.tenant]) and m.run_id = any (array[m.run_id])
        where r.epoch = m.epoch
          and (r.state = coalesce(m.state, 'completed')
            or m.state in ('waiting', 'queued') and r.state = 'cancelled')
          and (p_tenants is null or r.tenant = any (p_tenants));
    end if;
    return array(
        select row ('superseded', m.tenant::text, m.run_id, m.epoch)::penstock.refusal
        from unnest(p_tenant, p_run, p_epoch) m (tenant, run_id, epoch)
        where (m.tenant, m.run_id) not in (select * from unnest(v_moved_tenant, v_moved_run))
          and (m.tenant, m.run_id) not in (select * from unnest(v_ok_tenant, v_ok_run)));
end $$;

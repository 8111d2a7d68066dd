-- append_steps: the steps of a flush
-- online: yes, new functions only     locks: none that anybody waits for     undo: drop the functions

-- Moments told as microseconds since 1970 or from now on; null when none is told. A statement of its own, because Citus
-- takes no arithmetic with time zones inside a conditional of an update.
create function penstock.moments(p_now timestamptz, p_at_us bigint[], p_in_us bigint[]) returns timestamptz[]
language plpgsql stable as $$
begin
    if p_at_us is null and p_in_us is null then
        return null;
    end if;
    return array(
        select coalesce(timestamptz 'epoch' + d.at_us * interval '1 microsecond',
            p_now + d.in_us * interval '1 microsecond')
        from unnest(p_at_us, p_in_us) with ordinality d (at_us, in_us, place)
        order by d.place);
end $$;

create function penstock.append_steps(
    p_worker      uuid,
    p_resubmitted boolean,
    p_tenants     ${tenant}[],
    p_now         timestamptz,
    p_tenant      ${tenant}[],
    p_run         uuid[],
    p_epoch       bigint[],
    p_name        text[],
    p_occurrence  integer[],
    p_kind        text[],
    p_duration_us bigint[],
    p_result      text[],
    p_item        integer[],
    p_state       text[],
    p_failure     text[],
    p_metadata    text[],
    p_due_at_us   bigint[],
    p_due_in_us   bigint[],
    p_timed_out   boolean[],
    p_replaces    boolean[]
) returns penstock.refusal[]
language plpgsql volatile as $$
declare
    v_due_at     timestamptz[] := penstock.moments(p_now, p_due_at_us, p_due_in_us);
    v_written    bigint;
    v_replaced   bigint;
    v_ok_tenant  ${tenant}[];
    v_ok_run     uuid[];
    v_ok_epoch   bigint[];
begin
    if p_tenants is null and not p_resubmitted and p_state is null and p_failure is null and p_metadata is null
        and v_due_at is null and p_timed_out is null and p_replaces is null
    then
        -- Completed at the first attempt, as nearly all are. A statement pays for every expression in it each time it
        -- is executed, so here are none that this case does not need. (Not on Citus: there the arrays are written
        -- out as texts, out of which it would be slow to take elements.)
        insert into penstock.step (
            tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us, recorded_at, result)
        select r.tenant, r.run_id, p_name[s], p_occurrence[s], coalesce(p_item[s], 0), p_kind[s],
            'completed', false, p_duration_us[s], p_now, p_result[s]::json
        from generate_series(1, cardinality(p_run)) s
        join penstock.run r
            on r.tenant = any (array[p_tenant[s]]) and r.run_id = p_run[s]
            and r.epoch = p_epoch[s] and r.worker = p_worker and r.state = 'running'
        where p_tenants is null or r.tenant = any (p_tenants);
    elsif not p_resubmitted then
        insert into penstock.step (
            tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us, recorded_at, due_at,
            result, failure, metadata)
        select r.tenant, r.run_id, s.name, s.occurrence, coalesce(s.item, 0), s.kind,
            coalesce(s.state, 'completed'), coalesce(s.timed_out, false), s.duration_us, p_now, s.due_at,
            s.result::json, s.failure::jsonb, s.metadata::jsonb
        from unnest(
            p_tenant, p_run, p_epoch, p_name, p_occurrence, p_kind, p_duration_us, p_result, p_item, p_state,
            p_failure, p_metadata, v_due_at, p_timed_out, p_replaces)
            s (tenant, run_id, epoch, name, occurrence, kind, duration_us, result, item, state,
                failure, metadata, due_at, timed_out, replaces)
        join penstock.run r
            on r.tenant = any (array[s.tenant]) and r.run_id = s.run_id
            and s.tenant = any (array[s.tenant]) and s.run_id = any (array[s.run_id])
            and r.epoch = s.epoch and r.worker = p_worker and r.state = 'running'
        where s.replaces is not true and (p_tenants is null or r.tenant = any (p_tenants));
    else
        -- The same, but for what the lost attempt has recorded.
        insert into penstock.step (
            tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us, recorded_at, due_at,
            result, failure, metadata)
        select r.tenant, r.run_id, s.name, s.occurrence, coalesce(s.item, 0), s.kind,
            coalesce(s.state, 'completed'), coalesce(s.timed_out, false), s.duration_us, p_now, s.due_at,
            s.result::json, s.failure::jsonb, s.metadata::jsonb
        from unnest(
            p_tenant, p_run, p_epoch, p_name, p_occurrence, p_kind, p_duration_us, p_result, p_item, p_state,
            p_failure, p_metadata, v_due_at, p_timed_out, p_replaces)
            s (tenant, run_id, epoch, name, occurrence, kind, duration_us, result, item, state,
                failure, metadata, due_at, timed_out, replaces)
        join penstock.run r
            on r.tenant = any (array[s.tenant]) and r.run_id = s.run_id
            and s.tenant = any (array[s.tenant]) and s.run_id = any (array[s.run_id])
            and r.epoch = s.epoch and r.worker = p_worker and r.state = 'running'
        where s.replaces is not true and (p_tenants is null or r.tenant = any (p_tenants))
        on conflict do nothing;
    end if;
    get diagnostics v_written = row_count;

    if p_replaces is not null then
        update penstock.step x
        set kind = s.kind, state = coalesce(s.state, 'completed'), timed_out = coalesce(s.timed_out, false),
            duration_us = s.duration_us, recorded_at = p_now,
            due_at = s.due_at, result = s.result::json, failure = s.failure::jsonb, metadata = s.metadata::jsonb
        from unnest(
            p_tenant, p_run, p_epoch, p_name, p_occurrence, p_kind, p_duration_us, p_result, p_item, p_state,
            p_failure, p_metadata, v_due_at, p_timed_out, p_replaces)
            s (tenant, run_id, epoch, name, occurrence, kind, duration_us, result, item, state,
                failure, metadata, due_at, timed_out, replaces)
        join penstock.run r
            on r.tenant = any (array[s.tenant]) and r.run_id = s.run_id
            and s.tenant = any (array[s.tenant]) and s.run_id = any (array[s.run_id])
            and r.epoch = s.epoch and r.worker = p_worker and r.state = 'running'
        where s.replaces
          and x.tenant = any (array[s.tenant]) and x.run_id = s.run_id and x.name = any (array[s.name])
          and x.occurrence = any (array[s.occurrence]) and x.item = any (array[coalesce(s.item, 0)])
          and (x.state in ('retrying', 'waiting') or x.state = 'failed' and x.due_at is not null)
          and (p_tenants is null or r.tenant = any (p_tenants) and x.tenant = any (p_tenants));
        get diagnostics v_replaced = row_count;
        v_written := v_written + v_replaced;
    end if;

    if v_written = cardinality(p_run) then
        return null;
    end if;

    if not p_resubmitted then
        select array_agg(r.tenant), array_agg(r.run_id), array_agg(r.epoch) into v_ok_tenant, v_ok_run, v_ok_epoch
        from unnest(p_tenant, p_run, p_epoch) s (tenant, run_id, epoch)
        join penstock.run r on r.tenant = any (array[s.tenant]) and r.run_id = s.run_id
            and s.tenant = any (array[s.tenant]) and s.run_id = any (array[s.run_id])
        where r.epoch = s.epoch and r.worker = p_worker and r.state = 'running'
          and (p_tenants is null or r.tenant = any (p_tenants));
        if v_written < coalesce(cardinality(v_ok_run), 0) then
            raise exception 'a step was to replace its unsettled record and has none' using errcode = 'PN001';
        end if;
    else
        -- Whatever is there under this epoch was recorded by this attempt or the lost one.
        select array_agg(r.tenant), array_agg(r.run_id), array_agg(r.epoch) into v_ok_tenant, v_ok_run, v_ok_epoch
        from unnest(p_tenant, p_run, p_epoch, p_name, p_occurrence, p_item)
            s (tenant, run_id, epoch, name, occurrence, item)
        join penstock.run r on r.tenant = any (array[s.tenant]) and r.run_id = s.run_id
            and s.tenant = any (array[s.tenant]) and s.run_id = any (array[s.run_id])
        join penstock.step x
            on x.tenant = any (array[s.tenant]) and x.run_id = s.run_id and x.name = any (array[s.name])
            and x.occurrence = any (array[s.occurrence]) and x.item = any (array[coalesce(s.item, 0)])
        where r.epoch = s.epoch and (p_tenants is null or r.tenant = any (p_tenants) and x.tenant = any (p_tenants));
    end if;

    return array(
        select distinct row ('superseded', s.tenant::text, s.run_id, s.epoch)::penstock.refusal
        from unnest(p_tenant, p_run, p_epoch) s (tenant, run_id, epoch)
        where (s.tenant, s.run_id, s.epoch) not in (select * from unnest(v_ok_tenant, v_ok_run, v_ok_epoch)));
end $$;

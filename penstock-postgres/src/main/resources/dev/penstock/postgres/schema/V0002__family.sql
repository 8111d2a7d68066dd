-- family: what the end of a run means for its parent and its children
-- online: yes, new functions only     locks: none that anybody waits for     undo: drop the functions
-- Lock order of everything that touches several runs: run_id, then tenant. Whoever ends a run locks its parent first,
-- even when the parent does not wait yet, so that a parent that is just parking cannot miss the wake-up.
--
-- In all functions: look-ups by key are written tenant = any (array[…]) and run_id = …. That can use the key's index whole,
-- while the planner, where it also knows the tenants, thinks that they alone lead to one row. And k.run_id = any
-- (array[k.run_id]), which says nothing, lets it take arrays for few rows: on Citus, where tenants and arrays are written
-- out in what a shard is asked, it would otherwise begin with all rows of the tenants, as long as it has no statistics of
-- them, and look up each in the arrays.
-- p_tenants prunes shards on Citus; it is null where there are none.

create function penstock.cancelled_failure(p_message text) returns jsonb
language sql immutable
return jsonb_build_object(
    'type', 'dev.penstock.failure.PenstockException', 'message', p_message, 'code', 'PEN-2002',
    'stack', '[]'::jsonb, 'cause', null);

-- The parents of the given runs are locked: parents that wait for one of them that has ended are due, or go on to wait
-- for the run that continues it. One that has only parked wakes nobody.
create function penstock.tell_parents(
    p_tenants ${tenant}[], p_now timestamptz, p_tenant ${tenant}[], p_run uuid[]) returns void
language plpgsql volatile as $$
begin
    update penstock.run p
    set awaits = coalesce(c.continued_as, p.awaits),
        due_at = case when c.continued_as is null then p_now else p.due_at end
    from unnest(p_tenant, p_run) e (tenant, run_id)
    join penstock.run c on c.tenant = any (array[e.tenant]) and c.run_id = e.run_id
        and e.tenant = any (array[e.tenant]) and e.run_id = any (array[e.run_id])
    where p.tenant = any (array[c.tenant]) and p.run_id = c.parent_run_id
      and p.state = 'waiting' and p.awaits = c.run_id and c.completed_at is not null
      and (p_tenants is null or p.tenant = any (p_tenants) and c.tenant = any (p_tenants));
end $$;

-- The given runs have just been cancelled and are locked: children that are not detached are cancelled with them, down
-- to the last descendant; one that a worker executes is told, and passes it on when it stops.
create function penstock.cancel_children(
    p_tenants ${tenant}[], p_now timestamptz, p_tenant ${tenant}[], p_run uuid[]) returns void
language plpgsql volatile as $$
declare
    v_tenant       ${tenant}[] := p_tenant;
    v_run          uuid[]      := p_run;
    v_child_tenant ${tenant}[];
    v_child_run    uuid[];
begin
    loop
        select array_agg(l.tenant), array_agg(l.run_id) into v_child_tenant, v_child_run
        from (
            select c.tenant, c.run_id
            from unnest(v_tenant, v_run) p (tenant, run_id)
            join penstock.run c on c.tenant = any (array[p.tenant]) and c.parent_run_id = p.run_id
                and p.tenant = any (array[p.tenant]) and p.run_id = any (array[p.run_id])
            where c.completed_at is null and not c.detached
              and (p_tenants is null or c.tenant = any (p_tenants))
            order by c.run_id, c.tenant
            for no key update of c
        ) l;
        exit when v_child_run is null;

        update penstock.run c set cancel_requested_at = p_now
        from unnest(v_child_tenant, v_child_run) l (tenant, run_id)
        where c.tenant = any (array[l.tenant]) and c.run_id = l.run_id
          and l.tenant = any (array[l.tenant]) and l.run_id = any (array[l.run_id])
          and c.state = 'running' and c.cancel_requested_at is null
          and (p_tenants is null or c.tenant = any (p_tenants));

        with cancelled as (
            update penstock.run c
            set state = 'cancelled', due_at = null, awaits = null, completed_at = p_now,
                cancel_requested_at = coalesce(c.cancel_requested_at, p_now),
                failure = penstock.cancelled_failure('PEN-2002 cancelled with its parent run ' || c.parent_run_id)
            from unnest(v_child_tenant, v_child_run) l (tenant, run_id)
            where c.tenant = any (array[l.tenant]) and c.run_id = l.run_id
              and l.tenant = any (array[l.tenant]) and l.run_id = any (array[l.run_id])
              and c.state in ('queued', 'waiting')
              and (p_tenants is null or c.tenant = any (p_tenants))
            returning c.tenant, c.run_id
        )
        select array_agg(d.tenant), array_agg(d.run_id) into v_tenant, v_run from cancelled d;
        exit when v_run is null;
    end loop;
end $$;

-- Cancels a run on request, or the run that it continued as; returns the state after the request, null when there is
-- no such run.
create function penstock.cancel(p_route ${tenant}, p_run uuid, p_failure text) returns text
language plpgsql volatile
set enable_seqscan = off
as $$
declare
    v_run    uuid := p_run;
    v_parent uuid;
    v_next   uuid;
    v_state  text;
    v_now    timestamptz;
begin
    loop
        select r.parent_run_id into v_parent from penstock.run r where r.tenant = p_route and r.run_id = v_run;
        perform from penstock.run r
        where r.tenant = p_route and r.run_id = any (array[v_run, v_parent])
        order by r.run_id
        for no key update;

        select r.state, r.continued_as into v_state, v_next
        from penstock.run r where r.tenant = p_route and r.run_id = v_run;
        exit when v_next is null;
        v_run := v_next;
    end loop;

    v_now := clock_timestamp();
    if v_state = 'running' then
        update penstock.run r set cancel_requested_at = v_now
        where r.tenant = p_route and r.run_id = v_run and r.cancel_requested_at is null;
    elsif v_state in ('queued', 'waiting') then
        update penstock.run r
        set state = 'cancelled', due_at = null, awaits = null, completed_at = v_now, failure = p_failure::jsonb,
            cancel_requested_at = coalesce(r.cancel_requested_at, v_now)
        where r.tenant = p_route and r.run_id = v_run;
        if v_parent is not null then
            perform penstock.tell_parents(array[p_route], v_now, array[p_route], array[v_run]);
        end if;
        perform penstock.cancel_children(array[p_route], v_now, array[p_route], array[v_run]);
        return 'cancelled';
    end if;
    return v_state;
end $$;

-- resume: going on with a run that has failed
-- online: yes, a new function only     locks: none that anybody waits for     undo: drop the function

-- Makes a failed run, or the one that it continued as, due again at the next epoch, with a deadline as far ahead as it
-- first had. Its failed steps get a due time, by which the replay knows that it may try them again. Returns the state
-- after the request: failed when the parent is under way, which may have acted on the failure already; null when there
-- is no such run. What has not failed is left as it is.
create function penstock.resume(p_route ${tenant}, p_run uuid) returns text
language plpgsql volatile
set enable_seqscan = off
as $$
declare
    v_run      uuid := p_run;
    v_parent   uuid;
    v_detached boolean;
    v_next     uuid;
    v_state    text;
    v_now      timestamptz;
    v_deadline timestamptz;
begin
    loop
        select r.parent_run_id into v_parent from penstock.run r where r.tenant = p_route and r.run_id = v_run;
        perform from penstock.run r
        where r.tenant = p_route and r.run_id = any (array[v_run, v_parent])
        order by r.run_id
        for no key update;

        select r.state, r.continued_as, r.detached into v_state, v_next, v_detached
        from penstock.run r where r.tenant = p_route and r.run_id = v_run;
        exit when v_next is null;
        v_run := v_next;
    end loop;

    if v_state is distinct from 'failed' then
        return v_state;
    end if;
    if not v_detached and exists (
        select from penstock.run p
        where p.tenant = p_route and p.run_id = v_parent and p.completed_at is null)
    then
        return v_state;
    end if;

    v_now := clock_timestamp();
    -- Beforehand, because Citus takes no arithmetic with time zones in an update.
    select v_now + (r.deadline_at - r.created_at) into v_deadline
    from penstock.run r where r.tenant = p_route and r.run_id = v_run;
    update penstock.step s set due_at = v_now
    where s.tenant = p_route and s.run_id = v_run and s.state = 'failed';
    update penstock.run r
    set state = 'queued', worker = null, epoch = r.epoch + 1, due_at = v_now, completed_at = null, failure = null,
        cancel_requested_at = null, deadline_at = v_deadline
    where r.tenant = p_route and r.run_id = v_run;
    perform penstock.ring(null);
    return 'queued';
end $$;

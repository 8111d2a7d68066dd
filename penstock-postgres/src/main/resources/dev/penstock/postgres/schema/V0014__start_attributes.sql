-- start: attributes that are no object of texts are refused; listings could not read them
-- online: yes, a new body of a function     locks: none that anybody waits for     undo: the body before

-- Starts a run, in the caller's transaction: it exists if, and only if, that commits, and a worker that has the
-- workflow and version registered finds it then. Returns its id. With an idempotency key there is at most one run per
-- tenant, workflow and key, whether started from here or from Java; a second start returns the first run's id and
-- changes nothing.
-- p_input     what the workflow's codec reads; JSON unless the application has plugged in another
-- p_delay     not before this much time has passed
-- p_priority  0 (last) to 9 (first)
-- p_timeout   the run fails with PEN-2003 when it has not finished by then, its delay included
-- p_queue     the queue in which it waits; refused with SQLSTATE PN017 and PEN-1017 in the message when there is none
-- refused     with SQLSTATE PN010 and PEN-1010 in the message, like Start in Java; a name that looks like a bucket with
--             PN015, a tenant that is just being spread with PN018
create or replace function penstock.start(
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
    v_now    timestamptz := clock_timestamp();
    v_run    uuid;
    v_tenant ${tenant};
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
    elsif p_attributes is null or jsonb_typeof(p_attributes) <> 'object'
        or exists (select from jsonb_each(p_attributes) a where jsonb_typeof(a.value) <> 'string')
    then
        raise exception 'PEN-1010 start option attributes is %; accepted is an object of texts', p_attributes
            using errcode = 'PN010';
    elsif p_queue is distinct from 'default'
        and not exists (select from penstock.allowance a where a.kind = 'queue' and a.name = p_queue)
    then
        raise exception 'PEN-1017 there is no queue %; make it with penstock queues set', p_queue
            using errcode = 'PN017';
    elsif p_tenant::text ~ '.~[0-9]+$' then
        raise exception 'PEN-1015 the tenant % is not usable: such a name is that of a bucket', p_tenant
            using errcode = 'PN015';
    end if;

    v_run := coalesce(
        penstock.run_id_of_key(p_tenant, p_workflow, p_idempotency_key), penstock.ordered_run_id(v_now));
    v_tenant := penstock.place(p_tenant, v_run);
    insert into penstock.run (
        tenant, run_id, workflow, version, state, priority, epoch, created_at, due_at, deadline_at, idempotency_key,
        attributes, input, queue)
    values (
        v_tenant, v_run, p_workflow, p_version, 'queued', p_priority, 0, v_now,
        v_now + least(p_delay, p_timeout), v_now + p_timeout, p_idempotency_key, p_attributes, p_input, p_queue)
    on conflict do nothing;
    if found and p_delay = '0' then
        perform penstock.ring(null);
    end if;
    return v_run;
end $$;

-- spread: a tenant that is too large for one shard is stored under several names, its buckets
-- online: yes, a new table and functions     locks: none that anybody waits for
-- undo: drop what is added, create the functions of V0004 and V0010 again

-- A row is written before the tenant has runs and never changes what it says.
create table penstock.spread (
    name        text collate "C" not null,
    buckets     text[]           not null,
    declared_at timestamptz      not null,
    settled_at  timestamptz,

    constraint spread_pkey primary key (name),
    constraint spread_buckets check (cardinality(buckets) between 2 and 1024)
);
comment on table penstock.spread is 'Tenants that are spread over buckets.';
comment on column penstock.spread.buckets is
    'What stands for the tenant in the column tenant: of a run the element 1 + slot modulo their number.';
comment on column penstock.spread.settled_at is
    'Null until every transaction that may not have seen the row has ended, and left no run of the tenant.';

-- The part of a run's id that says which bucket it is in, 0 to 1023: the last ten bits.
create function penstock.slot(p_run uuid) returns integer
language sql immutable strict parallel safe as $$
    select (get_byte(uuid_send(p_run), 14) & 3) << 8 | get_byte(uuid_send(p_run), 15)
$$;

-- What the column tenant is to be for a run that is started: the tenant itself, or the bucket that the run's id leads to.
create function penstock.place(p_tenant ${tenant}, p_run uuid) returns ${tenant}
language plpgsql volatile as $$
declare
    v_buckets    text[];
    v_settled_at timestamptz;
begin
    select s.buckets, s.settled_at into v_buckets, v_settled_at
    from penstock.spread s
    where s.name = p_tenant::text;
    if v_buckets is null then
        return p_tenant;
    elsif v_settled_at is null then
        raise exception 'PEN-1018 tenant % is just being spread over buckets; try again in a moment', p_tenant
            using errcode = 'PN018';
    end if;
    return v_buckets[1 + penstock.slot(p_run) % cardinality(v_buckets)]::${tenant};
end $$;

-- A run that is started under the name of a tenant which is spread, by a process that has not heard of it, is refused.
-- Children are not: they are where their parents are, and a tenant that has runs is not spread.
alter function penstock.append_runs rename to insert_runs;
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
language plpgsql volatile as $$
begin
    if exists (
        select
        from penstock.spread s
        join unnest(p_tenant::text[], p_by) n (name, by) on n.name = s.name and n.by is null)
    then
        raise exception 'PEN-1018 a tenant is spread over buckets, or just being spread; look for them'
            using errcode = 'PN018';
    end if;
    return penstock.insert_runs(
        p_worker, p_resubmitted, p_tenants, p_now, p_tenant, p_run, p_workflow, p_version, p_priority, p_queued,
        p_input, p_direct, p_delay_us, p_timeout_us, p_key, p_attributes, p_parent, p_detached, p_by, p_by_epoch,
        p_continues, p_queue);
end $$;

-- As in V0010, whose notes hold; a tenant that is spread is named as if it were not.
-- refused     a name that looks like a bucket with SQLSTATE PN015, a tenant that is just being spread with PN018
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

-- tables: runs, their steps, and the workers that execute them
-- online: yes, new tables only     locks: none that anybody waits for     undo: drop the tables, the function, the domains
-- Every key begins with the tenant. The constraints spell the state machine, so a row that breaks it cannot be written.
-- There is no foreign key from step to run: it costs a third of the journal's throughput, and every insert of a step
-- joins the run row that fences it, so the run exists. Only run/delete.sql deletes, a run together with its steps.
--
-- PostgreSQL reads the text of a table's constraints anew in every statement that writes to it, which would be a third
-- of what a flush costs. Domains it reads once a session; so what one column may hold is a domain, and what the columns
-- of a run may hold together is one constraint that calls a function.

create domain penstock.run_state as text collate "C"
    check (value in ('queued', 'running', 'waiting', 'completed', 'failed', 'cancelled'));
create domain penstock.priority as smallint
    check (value between 0 and 9);
create domain penstock.step_kind as text collate "C"
    check (value in ('step', 'transaction', 'sleep', 'now', 'random', 'uuid', 'child', 'choice', 'map', 'attribute'));
create domain penstock.step_state as text collate "C"
    check (value in ('waiting', 'retrying', 'completed', 'failed'));

-- The state machine of a run: what stands beside each state. A finished run keeps its last worker.
create function penstock.run_is_sound(
    p_state        text,
    p_worker       uuid,
    p_started_at   timestamptz,
    p_due_at       timestamptz,
    p_awaits       uuid,
    p_completed_at timestamptz,
    p_continued_as uuid,
    p_output       json,
    p_failure      jsonb
) returns boolean
language plpgsql immutable parallel safe as $$
begin
    return case p_state
        when 'queued' then p_due_at is not null
            and num_nonnulls(p_worker, p_awaits, p_completed_at, p_continued_as, p_output, p_failure) = 0
        when 'running' then num_nulls(p_worker, p_started_at) = 0
            and num_nonnulls(p_due_at, p_awaits, p_completed_at, p_continued_as, p_output, p_failure) = 0
        when 'waiting' then num_nonnulls(p_due_at, p_awaits) > 0
            and num_nonnulls(p_worker, p_completed_at, p_continued_as, p_output, p_failure) = 0
        when 'completed' then p_completed_at is not null
            and num_nonnulls(p_due_at, p_awaits, p_failure) = 0
        else num_nulls(p_completed_at, p_failure) = 0
            and num_nonnulls(p_due_at, p_awaits, p_continued_as, p_output) = 0 end;
end $$;

create table penstock.run (
    tenant              ${tenant}           not null,
    run_id              uuid                not null,
    workflow            text collate "C"    not null,
    version             text collate "C"    not null,
    state               penstock.run_state  not null,
    paused              boolean             not null default false,
    direct              boolean             not null default false,
    detached            boolean             not null default false,
    priority            penstock.priority   not null,
    epoch               bigint              not null,
    worker              uuid,
    created_at          timestamptz         not null,
    started_at          timestamptz,
    completed_at        timestamptz,
    due_at              timestamptz,
    deadline_at         timestamptz,
    cancel_requested_at timestamptz,
    parent_run_id       uuid,
    awaits              uuid,
    continued_as        uuid,
    idempotency_key     text collate "C",
    attributes          jsonb               not null default '{}',
    queue               text collate "C"    not null default 'default',
    input               json,
    output              json,
    failure             jsonb,

    constraint run_pkey primary key (tenant, run_id),
    constraint run_state_machine check (penstock.run_is_sound(
        state, worker, started_at, due_at, awaits, completed_at, continued_as, output, failure))
);
comment on table penstock.run is 'One execution of a workflow.';
comment on column penstock.run.epoch is 'Raised whenever the run changes hands; every write of a worker names it.';
comment on column penstock.run.awaits is 'The child whose end makes this waiting run due.';
comment on column penstock.run.direct is 'A single step outside any workflow.';

-- No index but the primary key may serve the look-up of a run by its key, with which every write is fenced: where a
-- table is small the planner takes any of them for as good, and keeps the plan when it is not small any more. So each
-- of the others covers a part that such a look-up does not ask for.

-- Listing, newest first.
create index run_created_idx on penstock.run (tenant, created_at, run_id) where created_at > '-infinity';
-- Finding work, queue by queue: what is due longest, and tenant by tenant.
create index run_due_idx on penstock.run (queue, priority, due_at)
    where state in ('queued', 'waiting') and not paused and due_at is not null;
create index run_turn_idx on penstock.run (queue, tenant, priority, due_at)
    where state in ('queued', 'waiting') and not paused and due_at is not null;
-- What a worker holds, for take-over.
create index run_worker_idx on penstock.run (worker) where worker is not null and completed_at is null;
-- What a worker has to stop; nearly always empty, so every flush can afford to look. It asks for no more than is said here,
-- lest the planner take the index above, while the table is small, and keep it.
create index run_cancel_idx on penstock.run (worker) where cancel_requested_at is not null and state = 'running';
-- Children of a run.
create index run_parent_idx on penstock.run (tenant, parent_run_id) where parent_run_id is not null;
-- Listings of the few among the many.
create index run_direct_idx on penstock.run (tenant, created_at, run_id) where direct;
create index run_failed_idx on penstock.run (tenant, created_at, run_id) where state = 'failed';
create index run_attributes_idx on penstock.run using gin (attributes jsonb_path_ops) where attributes <> '{}';

create table penstock.step (
    tenant      ${tenant}           not null,
    run_id      uuid                not null,
    name        text collate "C"    not null,
    occurrence  integer             not null,
    item        integer             not null,
    kind        penstock.step_kind  not null,
    state       penstock.step_state not null,
    timed_out   boolean             not null,
    duration_us bigint              not null,
    recorded_at timestamptz         not null,
    due_at      timestamptz,
    result      json,
    failure     jsonb,
    metadata    jsonb,

    constraint step_pkey primary key (tenant, run_id, name, occurrence, item),
    constraint step_result check (result is null or state = 'completed'),
    constraint step_failure check (failure is not null or state <> 'failed'),
    constraint step_due check (due_at is not null or state <> 'retrying')
);
comment on table penstock.step is 'A named durable operation of a run: one record, attempts and timing inside it.';
comment on column penstock.step.due_at is
    'When its timer is due or it is tried again; of a failed step, when its run was resumed, until it is tried again.';
comment on column penstock.step.item is '0 for a step that stands alone, 1 … n for the items of a map.';

-- Retries pending and due, soonest first.
create index step_retrying_idx on penstock.step (tenant, due_at, run_id, name, occurrence, item)
    where state = 'retrying';
-- Time-outs, newest first.
create index step_timed_out_idx on penstock.step (tenant, recorded_at, run_id, name, occurrence, item)
    where timed_out;

create table penstock.worker (
    tenant     ${tenant}   not null,
    worker_id  uuid        not null,
    name       text        not null,
    joined_at  timestamptz not null,
    expires_at timestamptz not null,
    lease_us   bigint      not null,
    ended_at   timestamptz,

    constraint worker_pkey primary key (tenant, worker_id)
);
comment on table penstock.worker is 'The lease of a worker process in one shard; never used again once it has ended.';
comment on column penstock.worker.tenant is 'Stands for the shard in whose hash range it lies; no tenant of the application.';

-- Workers whose lease has not been ended, the few among those that ever were.
create index worker_standing_idx on penstock.worker (worker_id) where ended_at is null;

-- tables: runs, their steps, and the workers that execute them
-- online: yes, new tables only     locks: none that anybody waits for     undo: drop the three tables
-- Every key begins with the tenant. The constraints spell the state machine, so a row that breaks it cannot be written.
-- There is no foreign key from step to run: it costs a third of the journal's throughput, and every insert of a step
-- joins the run row that fences it, so the run exists. Only run/delete.sql deletes, a run together with its steps.

create table penstock.run (
    tenant              ${tenant}           not null,
    run_id              uuid                not null,
    workflow            text collate "C"    not null,
    version             text collate "C"    not null,
    state               text collate "C"    not null,
    paused              boolean             not null default false,
    direct              boolean             not null default false,
    detached            boolean             not null default false,
    priority            smallint            not null,
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
    input               json,
    output              json,
    failure             jsonb,

    constraint run_pkey primary key (tenant, run_id),
    constraint run_state check (state in ('queued', 'running', 'waiting', 'completed', 'failed', 'cancelled')),
    -- Somebody holds a running run, nobody an unfinished other one; a finished run keeps its last worker.
    constraint run_worker check (
        case when state = 'running' then worker is not null
             when completed_at is null then worker is null
             else true end),
    constraint run_completed check ((state in ('completed', 'failed', 'cancelled')) = (completed_at is not null)),
    constraint run_due check (
        case state when 'queued' then due_at is not null
                   when 'waiting' then due_at is not null or awaits is not null
                   else due_at is null end),
    constraint run_failure check ((state in ('failed', 'cancelled')) = (failure is not null)),
    constraint run_output check (output is null or state = 'completed'),
    constraint run_continued check (continued_as is null or state = 'completed'),
    constraint run_awaits check (awaits is null or state = 'waiting'),
    constraint run_started check (started_at is not null or state <> 'running'),
    constraint run_priority check (priority between 0 and 9),
    constraint run_epoch check (epoch >= 0)
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
-- Finding work.
create index run_due_idx on penstock.run (priority, due_at)
    where state in ('queued', 'waiting') and not paused and due_at is not null;
-- What a worker holds, for take-over.
create index run_worker_idx on penstock.run (worker) where worker is not null and completed_at is null;
-- What a worker has to stop; nearly always empty, so every flush can afford to look.
create index run_cancel_idx on penstock.run (worker) where cancel_requested_at is not null and completed_at is null;
-- Children of a run.
create index run_parent_idx on penstock.run (tenant, parent_run_id) where parent_run_id is not null;
-- Listings of the few among the many.
create index run_direct_idx on penstock.run (tenant, created_at, run_id) where direct;
create index run_failed_idx on penstock.run (tenant, created_at, run_id) where state = 'failed';
create index run_attributes_idx on penstock.run using gin (attributes jsonb_path_ops) where attributes <> '{}';

create table penstock.step (
    tenant      ${tenant}        not null,
    run_id      uuid             not null,
    name        text collate "C" not null,
    occurrence  integer          not null,
    item        integer          not null,
    kind        text collate "C" not null,
    state       text collate "C" not null,
    timed_out   boolean          not null,
    duration_us bigint           not null,
    recorded_at timestamptz      not null,
    due_at      timestamptz,
    result      json,
    failure     jsonb,
    metadata    jsonb,

    constraint step_pkey primary key (tenant, run_id, name, occurrence, item),
    constraint step_kind check (kind in (
        'step', 'transaction', 'sleep', 'now', 'random', 'uuid', 'child', 'choice', 'map', 'attribute')),
    constraint step_state check (state in ('waiting', 'retrying', 'completed', 'failed')),
    constraint step_result check (result is null or state = 'completed'),
    constraint step_failure check (failure is not null or state <> 'failed'),
    constraint step_due check (due_at is not null or state <> 'retrying'),
    constraint step_place check (occurrence >= 1 and item >= 0 and duration_us >= 0)
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
    worker_id  uuid        not null,
    name       text        not null,
    joined_at  timestamptz not null,
    expires_at timestamptz not null,
    ended_at   timestamptz,

    constraint worker_pkey primary key (worker_id)
);
comment on table penstock.worker is 'One incarnation of a worker process and its lease; never used again once it has ended.';

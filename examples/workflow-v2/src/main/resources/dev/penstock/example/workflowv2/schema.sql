-- The workflow tables of an application that grew up on one PostgreSQL: five tables know their tenant as text, five know it only
-- over a foreign key, and two more refer to them from outside the list of those that are to be moved.

create table workflow_definitions (
    workflow_id uuid primary key,
    tenant_id text not null,
    key text,
    name text not null,
    status text not null default 'draft' check (status in ('draft', 'published', 'archived')),
    trigger jsonb,
    draft_definition jsonb not null default '{}',
    draft_version int not null default 1,
    is_paused boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create unique index workflow_definitions_tenant_key_unique on workflow_definitions (tenant_id, key) where key is not null;
create index workflow_definitions_tenant_status_index on workflow_definitions (tenant_id, status);

create table workflow_definition_versions (
    version_id uuid primary key,
    workflow_id uuid not null,
    version int not null,
    definition_json jsonb not null,
    published_at timestamptz not null default now(),
    constraint workflow_definition_versions_workflow_version_unique unique (workflow_id, version),
    constraint workflow_definition_versions_workflow_fk
        foreign key (workflow_id) references workflow_definitions (workflow_id) on delete cascade
);

create table workflow_runs (
    run_id uuid primary key,
    workflow_id uuid not null,
    workflow_version int not null,
    tenant_id text,
    status text not null check (status in ('RUNNING', 'WAITING', 'SUCCEEDED', 'FAILED', 'CANCELED')),
    trigger_type text,
    trigger_fire_key text,
    input_json jsonb not null default '{}',
    error_json jsonb,
    started_at timestamptz not null default now(),
    completed_at timestamptz,
    updated_at timestamptz not null default now(),
    constraint workflow_runs_workflow_fk
        foreign key (workflow_id) references workflow_definitions (workflow_id) on delete cascade
);
create unique index workflow_runs_trigger_fire_key_unique on workflow_runs (trigger_fire_key) where trigger_fire_key is not null;
create index workflow_runs_workflow_status_index on workflow_runs (workflow_id, status, updated_at);
create index workflow_runs_tenant_status_index on workflow_runs (tenant_id, status);
comment on table workflow_runs is 'One execution of a published version';
comment on column workflow_runs.trigger_fire_key is 'A trigger that fires twice must not start twice';

create table workflow_run_steps (
    step_id uuid primary key,
    run_id uuid not null,
    step_path text not null,
    status text not null,
    attempt int not null default 1,
    duration_ms int check (duration_ms >= 0),
    error_json jsonb,
    started_at timestamptz not null default now(),
    completed_at timestamptz,
    constraint workflow_run_steps_run_fk foreign key (run_id) references workflow_runs (run_id) on delete cascade
);
create index workflow_run_steps_run_path_index on workflow_run_steps (run_id, step_path);

create table workflow_run_waits (
    wait_id uuid primary key,
    run_id uuid not null,
    step_path text not null,
    wait_type text not null,
    key text,
    event_name text,
    status text not null default 'WAITING',
    timeout_at timestamptz,
    created_at timestamptz not null default now(),
    constraint workflow_run_waits_run_fk foreign key (run_id) references workflow_runs (run_id) on delete cascade
);
create index workflow_run_waits_event_index on workflow_run_waits (event_name, key, status);

create table workflow_run_snapshots (
    snapshot_id uuid primary key,
    run_id uuid not null,
    step_path text not null,
    envelope_json jsonb not null,
    size_bytes int not null,
    created_at timestamptz not null default now(),
    constraint workflow_run_snapshots_run_fk foreign key (run_id) references workflow_runs (run_id) on delete cascade
);

create table workflow_action_invocations (
    invocation_id uuid primary key,
    run_id uuid not null,
    step_path text not null,
    action_id text not null,
    action_version int not null,
    idempotency_key text not null,
    status text not null,
    attempt int not null default 1,
    created_at timestamptz not null default now(),
    constraint workflow_action_invocations_idempotency_unique unique (action_id, action_version, idempotency_key),
    constraint workflow_action_invocations_run_fk
        foreign key (run_id) references workflow_runs (run_id) on delete cascade
);

create table workflow_run_logs (
    log_id uuid primary key,
    run_id uuid not null,
    tenant_id text,
    level text not null,
    message text not null,
    context_json jsonb,
    created_at timestamptz not null default now(),
    constraint workflow_run_logs_run_fk foreign key (run_id) references workflow_runs (run_id) on delete cascade
);
create index workflow_run_logs_run_created_index on workflow_run_logs (run_id, created_at);

create table workflow_runtime_events (
    event_id uuid primary key,
    tenant_id text not null,
    event_name text not null,
    correlation_key text,
    payload jsonb not null default '{}',
    matched_run_id uuid,
    processed_at timestamptz,
    created_at timestamptz not null default now()
);
create index workflow_runtime_events_name_key_index on workflow_runtime_events (event_name, correlation_key);

create table tenant_workflow_schedule (
    id uuid primary key,
    tenant_id text not null,
    workflow_id uuid not null,
    name text not null,
    cron text,
    timezone text not null default 'UTC',
    day_type_filter text not null default 'any' check (day_type_filter in ('any', 'business', 'non_business')),
    enabled boolean not null default true,
    next_fire_at timestamptz,
    created_at timestamptz not null default now()
);
create index tenant_workflow_schedule_tenant_workflow_index on tenant_workflow_schedule (tenant_id, workflow_id);

-- In nobody's list, and it refers to one that is.
create table workflow_run_approvals (
    approval_id uuid primary key,
    run_id uuid not null,
    approver text not null,
    decided_at timestamptz,
    constraint workflow_run_approvals_run_fk foreign key (run_id) references workflow_runs (run_id) on delete cascade
);

-- Two foreign keys away: a truncation of workflow_runs that cascades empties it.
create table workflow_approval_attachments (
    attachment_id uuid primary key,
    approval_id uuid not null,
    file_name text not null,
    content bytea not null,
    constraint workflow_approval_attachments_approval_fk
        foreign key (approval_id) references workflow_run_approvals (approval_id)
);

create view workflow_open_runs as
    select run_id, workflow_id, status, started_at from workflow_runs where status in ('RUNNING', 'WAITING');
comment on view workflow_open_runs is 'What the operator looks at';
grant select on workflow_open_runs to public;

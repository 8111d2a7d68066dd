-- Rows, the same ones every time. 'set workflow_v2.runs = 200000' makes another number of runs than 2000; every run has five
-- steps, three log lines, two invocations, a snapshot and sometimes a wait.

insert into tenants
select md5('tenant ' || n)::uuid, 'Tenant ' || n from generate_series(0, 11) n;

insert into workflow_tasks
select md5('tenant ' || n % 12)::uuid, md5('task ' || n)::uuid, null, 'Task ' || n from generate_series(1, 120) n;

-- Forty workflows, some without a key.
insert into workflow_definitions (workflow_id, tenant_id, key, name, status, created_at, updated_at)
select md5('workflow ' || n)::uuid, md5('tenant ' || n % 12)::uuid::text,
       case when n % 5 > 0 then 'key-' || n / 12 end, 'Workflow ' || n,
       case when n % 7 = 0 then 'draft' else 'published' end,
       timestamptz '2026-01-01' + n * interval '1 hour', timestamptz '2026-01-01' + n * interval '1 hour'
from generate_series(0, 39) n;

insert into workflow_definition_versions (version_id, workflow_id, version, definition_json, published_at)
select md5('version ' || n || '.' || v)::uuid, md5('workflow ' || n)::uuid, v,
       jsonb_build_object('steps', v), timestamptz '2026-01-02' + n * interval '1 hour'
from generate_series(0, 39) n, generate_series(1, 3) v;

-- 388 runs belong to another tenant than their workflow does. Five were written with a tenant that is none; their workflow has one.
insert into workflow_runs
    (run_id, workflow_id, workflow_version, tenant_id, status, trigger_type, trigger_fire_key, input_json,
     started_at, completed_at, updated_at)
select md5('run ' || n)::uuid, md5('workflow ' || n % 40)::uuid, 1 + n % 3,
       case
           when n <= 388 then md5('tenant ' || (n % 40 + 1) % 12)::uuid::text
           when n <= 393 then (array['', 'unknown', 'default', 'null', 'tenant-7'])[n - 388]
           else md5('tenant ' || n % 40 % 12)::uuid::text
       end,
       (array['RUNNING', 'WAITING', 'SUCCEEDED', 'SUCCEEDED', 'FAILED', 'CANCELED'])[1 + n % 6],
       (array['event', 'schedule', 'recurring'])[1 + n % 3],
       case when n % 3 = 1 then 'fire-' || n end,
       jsonb_build_object('n', n),
       timestamptz '2026-02-01' + n * interval '1 second',
       case when n % 6 > 1 then timestamptz '2026-02-01' + n * interval '1 second' + interval '1 minute' end,
       timestamptz '2026-02-01' + n * interval '1 second'
from generate_series(1, coalesce(nullif(current_setting('workflow_v2.runs', true), '')::int, 2000)) n;

insert into workflow_run_steps (step_id, run_id, step_path, status, duration_ms, started_at, completed_at)
select md5('step ' || s || ' of ' || run_id)::uuid, run_id, 'root.' || s,
       case when s < 5 or status = 'SUCCEEDED' then 'SUCCEEDED' else 'STARTED' end, s * 17,
       started_at + s * interval '1 second', started_at + s * interval '1 second' + s * interval '17 ms'
from workflow_runs, generate_series(1, 5) s;

insert into workflow_run_waits (wait_id, run_id, step_path, wait_type, key, event_name, status, timeout_at, created_at)
select md5('wait of ' || run_id)::uuid, run_id, 'root.5', 'event', 'order-' || left(run_id::text, 8), 'order.paid',
       case when status = 'WAITING' then 'WAITING' else 'RESOLVED' end, started_at + interval '1 day', started_at
from workflow_runs where status in ('WAITING', 'SUCCEEDED');

insert into workflow_run_snapshots (snapshot_id, run_id, step_path, envelope_json, size_bytes, created_at)
select md5('snapshot of ' || run_id)::uuid, run_id, 'root.5', jsonb_build_object('input', input_json), 64, started_at
from workflow_runs;

insert into workflow_action_invocations
    (invocation_id, run_id, step_path, action_id, action_version, idempotency_key, status, created_at)
select md5('invocation ' || i || ' of ' || run_id)::uuid, run_id, 'root.' || i, 'mail.send', 1, run_id || '/' || i,
       'SUCCEEDED', started_at
from workflow_runs, generate_series(1, 2) i;

-- The log took over what its run said, and of three lines not even that.
insert into workflow_run_logs (log_id, run_id, tenant_id, level, message, created_at)
select md5('log ' || l || ' of ' || run_id)::uuid, run_id,
       case when l = 1 and run_id in (md5('run 500')::uuid, md5('run 501')::uuid, md5('run 502')::uuid) then 'n/a'
            else tenant_id end,
       (array['INFO', 'INFO', 'WARN'])[l], 'line ' || l, started_at + l * interval '1 second'
from workflow_runs, generate_series(1, 3) l;

-- Nothing but its own column tells an event's tenant; seven have none that is one.
insert into workflow_runtime_events (event_id, tenant_id, event_name, correlation_key, payload, created_at)
select md5('event ' || n)::uuid,
       case when n <= 7 then 'legacy-' || n else md5('tenant ' || n % 12)::uuid::text end,
       'order.paid', 'order-' || n, jsonb_build_object('n', n), timestamptz '2026-02-01' + n * interval '1 second'
from generate_series(1, coalesce(nullif(current_setting('workflow_v2.runs', true), '')::int, 2000) / 2) n;

-- A workflow may have several schedules; the first has two.
insert into tenant_workflow_schedule (id, tenant_id, workflow_id, name, cron, created_at)
select md5('schedule ' || n)::uuid, md5('tenant ' || n % 40 % 12)::uuid::text, md5('workflow ' || n % 40)::uuid,
       'Schedule ' || n, '0 ' || n % 24 || ' * * *', timestamptz '2026-01-03' + n * interval '1 hour'
from generate_series(0, 40) n;

insert into workflow_run_approvals (approval_id, run_id, approver)
select md5('approval of ' || run_id)::uuid, run_id, 'somebody' from workflow_runs where status = 'WAITING';

insert into workflow_approval_attachments (attachment_id, approval_id, file_name, content)
select md5('attachment of ' || approval_id)::uuid, approval_id, 'contract.pdf', decode(md5(approval_id::text), 'hex')
from workflow_run_approvals;

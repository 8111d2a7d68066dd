-- A workflow engine's tables before they have a tenant of one type.
create table states (code text primary key);
create table workflows (id bigint primary key, tenant_id text not null, key text);
create table versions (id bigint primary key, workflow_id bigint not null, version int not null,
    constraint versions_workflow_fk foreign key (workflow_id) references workflows (id),
    constraint versions_once unique (workflow_id, version));
create table runs (id uuid primary key default gen_random_uuid(), tenant_id text not null, workflow_id bigint not null,
    parent_id uuid, fire_key text, state text not null default 'new',
    constraint runs_workflow_fk foreign key (workflow_id) references workflows (id) on delete cascade,
    constraint runs_parent_fk foreign key (parent_id) references runs (id) deferrable,
    constraint runs_state_fk foreign key (state) references states (code));
create unique index runs_fire_key on runs (fire_key) where fire_key is not null;
create table steps (id serial primary key, run_id uuid not null,
    constraint steps_run_fk foreign key (run_id) references runs (id) on delete cascade);
create table schedules (id bigint primary key, tenant_id text not null, workflow_id bigint not null,
    constraint schedules_workflow_fk foreign key (workflow_id) references workflows (id));
-- Two foreign keys away, and nobody thinks of it.
create table audit (id bigint primary key, run_id uuid, note text,
    constraint audit_run_fk foreign key (run_id) references runs (id) on delete set null);

insert into states values ('new'), ('done');
insert into workflows select n, '00000000-0000-0000-0000-00000000000' || n % 3, 'k' || n from generate_series(1, 30) n;
-- Malformed, and referred to.
insert into workflows values (31, 'nobody', 'k31');
insert into versions select n, n % 31 + 1, n from generate_series(1, 100) n;
insert into runs (tenant_id, workflow_id, fire_key)
    select '00000000-0000-0000-0000-00000000000' || n % 3, n % 30 + 1, case when n % 2 = 0 then 'f' || n end
    from generate_series(0, 199) n;
update runs r set tenant_id = w.tenant_id from workflows w where w.id = r.workflow_id;
-- Of another tenant than their workflow, with steps and children below.
update runs set tenant_id = '00000000-0000-0000-0000-000000000009' where fire_key in ('f10', 'f20');
update runs set parent_id = (select id from runs where fire_key = 'f10') where fire_key = 'f40';
insert into steps (run_id) select id from runs, generate_series(1, 3);
insert into schedules select n, w.tenant_id, w.id from generate_series(1, 4) n join workflows w on w.id = 2 - n % 2;
insert into audit select row_number() over (), id, 'x' from runs;

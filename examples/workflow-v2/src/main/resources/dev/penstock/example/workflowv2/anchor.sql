-- What is distributed already: the tenants, and the human tasks that the workflow tables are to lie beside.

create table tenants (
    tenant uuid primary key,
    name text not null
);
select create_distributed_table('tenants', 'tenant', colocate_with => 'none');

create table workflow_tasks (
    tenant uuid not null,
    task_id uuid not null,
    execution_id uuid,
    title text not null,
    primary key (tenant, task_id),
    constraint workflow_tasks_tenant_fk foreign key (tenant) references tenants (tenant)
);
select create_distributed_table('workflow_tasks', 'tenant', colocate_with => 'tenants');

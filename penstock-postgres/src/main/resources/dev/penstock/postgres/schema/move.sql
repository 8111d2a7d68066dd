-- move: what a move to Citus keeps beside the schema while it is under way; see the package note of schema
-- online: yes, new things only     locks: none that anybody waits for     undo: drop the two schemas
create schema penstock_move;
create schema penstock_before;

-- How far the copy has come, in the order of the runs' keys; one row.
create table penstock_move.progress (
    tenant ${tenant} not null,
    run_id uuid      not null,
    copied bigint    not null default 0
);

-- Runs that changed while they were not running, or came to be or ceased to be so: what was copied of them is void.
create table penstock_move.late (
    tenant ${tenant} not null,
    run_id uuid      not null
);

-- A run that is running changes together with its steps and is copied last, when nobody writes. Of all others nothing
-- changes unless the run's own row does, so to watch those is to watch everything.
create function penstock_move.remember() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        insert into penstock_move.late
        select n.tenant, n.run_id from run_is n where n.state <> 'running';
    elsif tg_op = 'UPDATE' then
        insert into penstock_move.late
        select n.tenant, n.run_id from run_is n where n.state <> 'running'
        union
        select o.tenant, o.run_id from run_was o where o.state <> 'running';
    else
        insert into penstock_move.late select o.tenant, o.run_id from run_was o;
    end if;
    return null;
end $$;

-- claim_under_lease: a claim asks for the worker's lease where the runs are
-- online: yes, one function is replaced     locks: none that anybody waits for     undo: create the one of V0008

-- As in V0008, whose notes hold.
-- penstock:allow CIT312 because on Citus the fence is the lock on the run rows, this one is only a label there
create or replace function penstock.claim(
    p_route    ${tenant},
    p_worker   uuid,
    p_tenants  ${tenant}[],
    p_tenant   ${tenant}[],
    p_run      uuid[],
    p_epoch    bigint[]
) returns table (
    tenant text, run_id uuid, epoch bigint, workflow text, version text, input json, parent_run_id uuid,
    detached boolean, cancel_requested boolean, priority smallint, deadline_at timestamptz, claimed_at timestamptz)
language plpgsql volatile
-- Every join is a look-up by primary key, so one plan serves all calls. (Citus plans with values at hand: the
-- function's plan_cache_mode is force_custom_plan there.)
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
#variable_conflict use_column
declare
    v_now timestamptz;
begin
    perform pg_advisory_xact_lock_shared(penstock.worker_lock(p_worker));
    if not penstock.stands(p_tenants, p_worker) then
        return;
    end if;
    v_now := clock_timestamp();

    update penstock.run r
    set state = 'running', worker = p_worker, epoch = r.epoch + 1, due_at = null, awaits = null,
        started_at = coalesce(r.started_at, v_now)
    from unnest(p_tenant, p_run, p_epoch) c (tenant, run_id, epoch)
    where r.tenant = any (array[c.tenant]) and r.run_id = any (array[c.run_id]) and r.epoch = c.epoch
      and r.state in ('queued', 'waiting') and not r.paused and r.due_at <= v_now
      and (p_tenants is null or r.tenant = any (p_tenants));
    if p_tenants is null and penstock.sharded() then
        perform penstock.refuse_if_sharded();
    end if;

    return query
        select r.tenant::text, r.run_id, r.epoch, r.workflow, r.version, r.input, r.parent_run_id, r.detached,
            r.cancel_requested_at is not null, r.priority::smallint, r.deadline_at, v_now
        from unnest(p_tenant, p_run, p_epoch) c (tenant, run_id, epoch)
        join penstock.run r on r.tenant = any (array[c.tenant]) and r.run_id = any (array[c.run_id])
        where r.epoch = c.epoch + 1 and r.worker = p_worker and r.state = 'running'
          and (p_tenants is null or r.tenant = any (p_tenants));
end $$;

-- append: what many runs make durable at one moment, in one statement and one commit
-- online: yes, a new function only     locks: none that anybody waits for     undo: drop the function
-- Everything is written under a fence: the run row is joined by worker, epoch and state, and the worker's advisory
-- lock is held shared, so that a take-over (which holds it exclusively) comes before or after, never between. On Citus
-- the rows are locked instead, see penstock.fence, and the advisory lock is a label; what is written is written by the
-- copy of this function for the shard, see penstock.hold_own, or else through Citus, which plans every statement twice. Only what was refused is looked
-- for, and only when the counts say that something was; a flush in which all is well returns no row.
--
-- Parts that nobody uses in a flush are passed as null, so are columns that nobody uses: unnest pads them.
-- p_route       any tenant of the flush; on Citus the call goes where its shard is
-- p_worker      whose flush it is; null when it only queues runs
-- p_resubmitted whether the same flush may have been committed before: what is there already counts as recorded
-- p_tenants     on Citus, the tenants of the flush, all of one shard; null where there are no shards
-- verdicts      superseded  run and epoch whose fence failed; none of its rows were written
--               existed     a new run whose key was taken
--               cancel      a run of this worker whose cancellation was requested, whether it is in the flush or not

-- penstock:allow CIT312 because on Citus the fence is the lock on the run rows, this one is only a label there
create function penstock.append(
    p_route            ${tenant},
    p_worker           uuid,
    p_resubmitted      boolean,
    p_tenants          ${tenant}[],

    p_new_tenant       ${tenant}[],
    p_new_run          uuid[],
    p_new_workflow     text[],
    p_new_version      text[],
    p_new_priority     smallint[],
    p_new_queued       boolean[],   -- null for one that the worker holds
    p_new_input        text[],
    p_new_direct       boolean[],
    p_new_delay_us     bigint[],
    p_new_timeout_us   bigint[],
    p_new_key          text[],
    p_new_attributes   text[],
    p_new_parent       uuid[],
    p_new_detached     boolean[],
    p_new_by           uuid[],      -- the run whose entry starts it; null for a start from outside
    p_new_by_epoch     bigint[],
    p_new_continues    boolean[],   -- whether it carries on after that run
    p_new_queue        text[],      -- null for the default queue

    p_step_tenant      ${tenant}[],
    p_step_run         uuid[],
    p_step_epoch       bigint[],
    p_step_name        text[],
    p_step_occurrence  integer[],
    p_step_kind        text[],
    p_step_duration_us bigint[],
    p_step_result      text[],
    p_step_item        integer[],   -- null for 0
    p_step_state       text[],      -- null for completed
    p_step_failure     text[],
    p_step_metadata    text[],
    p_step_due_at_us   bigint[],
    p_step_due_in_us   bigint[],
    p_step_timed_out   boolean[],
    p_step_replaces    boolean[],   -- whether an unsettled record of it exists

    p_attributes_tenant ${tenant}[],
    p_attributes_run    uuid[],
    p_attributes_epoch  bigint[],
    p_attributes        text[],

    p_move_tenant      ${tenant}[], -- in (run_id, tenant) order, the lock order
    p_move_run         uuid[],
    p_move_epoch       bigint[],
    p_move_state       text[],      -- null for completed
    p_move_output      text[],
    p_move_failure     text[],
    p_move_due_at_us   bigint[],
    p_move_due_in_us   bigint[],
    p_move_child       uuid[],
    p_move_next        uuid[]
) returns setof penstock.refusal
language plpgsql volatile
-- Every join is a look-up by primary key, so one plan serves all calls.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
    v_now     timestamptz;
    v_refused penstock.refusal[];
    v_shard   bigint;
begin
    if p_worker is not null then
        perform pg_advisory_xact_lock_shared(penstock.worker_lock(p_worker));
    end if;
    if p_tenants is not null and penstock.sharded() then
        v_shard := penstock.hold_own(p_route, p_tenants);
        if v_shard is not null then
            return query select * from penstock.append_here(
                v_shard, p_route, p_worker, p_resubmitted, null::${tenant}[], p_new_tenant, p_new_run, p_new_workflow,
                p_new_version, p_new_priority, p_new_queued, p_new_input, p_new_direct, p_new_delay_us,
                p_new_timeout_us, p_new_key, p_new_attributes, p_new_parent, p_new_detached, p_new_by, p_new_by_epoch,
                p_new_continues, p_new_queue, p_step_tenant, p_step_run, p_step_epoch, p_step_name, p_step_occurrence,
                p_step_kind, p_step_duration_us, p_step_result, p_step_item, p_step_state, p_step_failure,
                p_step_metadata, p_step_due_at_us, p_step_due_in_us, p_step_timed_out, p_step_replaces,
                p_attributes_tenant, p_attributes_run, p_attributes_epoch, p_attributes, p_move_tenant, p_move_run,
                p_move_epoch, p_move_state, p_move_output, p_move_failure, p_move_due_at_us, p_move_due_in_us,
                p_move_child, p_move_next);
            return;
        end if;
        -- Through Citus, then, which can prune no plan for all values.
        perform set_config('plan_cache_mode', 'force_custom_plan', true);
    end if;
    if penstock.sharded() and coalesce(p_new_by, p_step_run, p_attributes_run, p_move_run) is not null then
        perform penstock.lock_runs(
            p_tenants,
            case when p_new_by is not null then p_new_tenant end || p_step_tenant || p_attributes_tenant
                || p_move_tenant,
            p_new_by || p_step_run || p_attributes_run || p_move_run, p_move_tenant, p_move_run);
    end if;
    v_now := clock_timestamp();

    if p_new_run is not null then
        v_refused := penstock.append_runs(
            p_worker, p_resubmitted, p_tenants, v_now, p_new_tenant, p_new_run, p_new_workflow, p_new_version,
            p_new_priority, p_new_queued, p_new_input, p_new_direct, p_new_delay_us, p_new_timeout_us, p_new_key,
            p_new_attributes, p_new_parent, p_new_detached, p_new_by, p_new_by_epoch, p_new_continues, p_new_queue);
    end if;
    if p_step_run is not null then
        v_refused := v_refused || penstock.append_steps(
            p_worker, p_resubmitted, p_tenants, v_now, p_step_tenant, p_step_run, p_step_epoch, p_step_name,
            p_step_occurrence, p_step_kind, p_step_duration_us, p_step_result, p_step_item, p_step_state,
            p_step_failure, p_step_metadata, p_step_due_at_us, p_step_due_in_us, p_step_timed_out, p_step_replaces);
    end if;
    if p_attributes_run is not null then
        v_refused := v_refused || penstock.append_attributes(
            p_worker, p_resubmitted, p_tenants, p_attributes_tenant, p_attributes_run, p_attributes_epoch,
            p_attributes);
    end if;
    if p_move_run is not null then
        v_refused := v_refused || penstock.append_moves(
            p_worker, p_resubmitted, p_tenants, v_now, p_move_tenant, p_move_run, p_move_epoch, p_move_state,
            p_move_output, p_move_failure, p_move_due_at_us, p_move_due_in_us, p_move_child, p_move_next);
    end if;

    if p_tenants is null and penstock.sharded('penstock.run') then
        perform penstock.refuse_if_sharded();
    end if;
    if v_refused is not null then
        return query select r.verdict, r.tenant, r.run_id, r.epoch from unnest(v_refused) r;
    end if;
    if p_worker is not null then
        return query
            select 'cancel', r.tenant::text, r.run_id, r.epoch
            from penstock.run r
            where r.worker = p_worker and r.cancel_requested_at is not null and r.state = 'running'
              and (p_tenants is null or r.tenant = any (p_tenants));
    end if;
end $$;

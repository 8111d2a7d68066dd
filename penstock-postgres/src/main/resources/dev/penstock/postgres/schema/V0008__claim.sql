-- claim: due runs to a worker, by compare-and-set, and what was recorded of them
-- online: yes, new functions only     locks: none that anybody waits for     undo: drop the functions

-- Gives the candidates that nobody else has taken meanwhile to the worker, unless its lease where they are has ended,
-- and returns those that it has at the next epoch. So the call may be repeated when its answer was lost; in return a
-- worker makes one call at a time.
-- p_route and p_tenants as in penstock.append; candidates in (run_id, tenant) order, the lock order.
-- penstock:allow CIT312 because on Citus the fence is the lock on the run rows, this one is only a label there
create function penstock.claim(
    p_route    ${tenant},
    p_worker   uuid,
    p_tenants  ${tenant}[],
    p_tenant   ${tenant}[],
    p_run      uuid[],
    p_epoch    bigint[]
) returns table (
    tenant text, run_id uuid, epoch bigint, workflow text, version text, input json, parent_run_id uuid,
    detached boolean, cancel_requested boolean, priority smallint, deadline_at timestamptz, claimed_at timestamptz,
    queue text)
language plpgsql volatile
-- Every join is a look-up by primary key, so one plan serves all calls.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
#variable_conflict use_column
declare
    v_now   timestamptz;
    v_shard bigint;
begin
    perform pg_advisory_xact_lock_shared(penstock.worker_lock(p_worker));
    if p_tenants is not null and penstock.sharded() then
        v_shard := penstock.hold_own(p_route, p_tenants);
        if v_shard is not null then
            return query
                select * from penstock.claim_here(
                    v_shard, p_route, p_worker, null::${tenant}[], p_tenant, p_run, p_epoch);
            return;
        end if;
        -- Through Citus, then, which can prune no plan for all values.
        perform set_config('plan_cache_mode', 'force_custom_plan', true);
    end if;
    if not penstock.stands(p_tenants, p_worker) then
        return;
    end if;
    v_now := clock_timestamp();

    update penstock.run r
    set state = 'running', worker = p_worker, epoch = r.epoch + 1, due_at = null, awaits = null,
        started_at = coalesce(r.started_at, v_now)
    from unnest(p_tenant, p_run, p_epoch) c (tenant, run_id, epoch)
    where r.tenant = any (array[c.tenant]) and r.run_id = c.run_id
      and c.tenant = any (array[c.tenant]) and c.run_id = any (array[c.run_id]) and r.epoch = c.epoch
      -- As a case, so that no index by which due runs are found can serve the look-up: in a young table the planner takes
      -- any for as good, and all that are due would be read for each candidate.
      and case when r.state in ('queued', 'waiting') and not r.paused then r.due_at <= v_now end
      and (p_tenants is null or r.tenant = any (p_tenants));
    if p_tenants is null and penstock.sharded('penstock.run') then
        perform penstock.refuse_if_sharded();
    end if;

    return query
        select r.tenant::text, r.run_id, r.epoch, r.workflow, r.version, r.input, r.parent_run_id, r.detached,
            r.cancel_requested_at is not null, r.priority::smallint, r.deadline_at, v_now, r.queue
        from unnest(p_tenant, p_run, p_epoch) c (tenant, run_id, epoch)
        join penstock.run r on r.tenant = any (array[c.tenant]) and r.run_id = c.run_id
            and c.tenant = any (array[c.tenant]) and c.run_id = any (array[c.run_id])
        where r.epoch = c.epoch + 1 and r.worker = p_worker and r.state = 'running'
          and (p_tenants is null or r.tenant = any (p_tenants));
end $$;

-- The steps of the given runs, run after run, in the order in which they were recorded. Volatile, so that what it reads
-- is read after the shard is held: one that has just come here is empty for who began to look before.
create function penstock.histories(p_route ${tenant}, p_tenants ${tenant}[], p_tenant ${tenant}[], p_run uuid[])
returns table (
    tenant text, run_id uuid, name text, occurrence integer, item integer, kind text, state text, result json,
    failure jsonb, metadata jsonb, due_at timestamptz, timed_out boolean, duration_us bigint, recorded_at timestamptz)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
#variable_conflict use_column
declare
    v_shard bigint;
begin
    if p_tenants is not null and penstock.sharded() then
        v_shard := penstock.hold_own(p_route, p_tenants);
        if v_shard is not null then
            return query
                select * from penstock.histories_here(v_shard, p_route, null::${tenant}[], p_tenant, p_run);
            return;
        end if;
        perform set_config('plan_cache_mode', 'force_custom_plan', true);
    end if;
    return query
        select s.tenant::text, s.run_id, s.name, s.occurrence, s.item, s.kind::text, s.state::text, s.result, s.failure,
            s.metadata, s.due_at, s.timed_out, s.duration_us, s.recorded_at
        from unnest(p_tenant, p_run) with ordinality c (tenant, run_id, place)
        join penstock.step s on s.tenant = any (array[c.tenant]) and s.run_id = c.run_id
            and c.tenant = any (array[c.tenant]) and c.run_id = any (array[c.run_id])
        where p_tenants is null or s.tenant = any (p_tenants)
        order by c.place, s.recorded_at, s.name, s.occurrence, s.item;
end $$;

-- On Citus: executes a look-up on each shard of the node that the route leads to, as if that shard were the whole
-- table penstock.run. For look-ups over all tenants whose limits Citus does not pass on to the shards; they lock
-- nothing, so it does not matter that a shard may move meanwhile: what they find is checked when it is claimed.
-- p_after     one element per shard, in the order of their hash ranges; the look-up on a shard is given its own
-- penstock:allow CIT900 because the query is one of ours with the name of a shard put in, which a test explains
create function penstock.on_shards(
    p_route ${tenant}, p_query text, p_workflows text[], p_versions text[], p_queues text[], p_rooms integer[],
    p_limit integer, p_after text[], p_closed text[], p_heavy text[], p_weights integer[]) returns setof record
language plpgsql stable as $$
declare
    v_shard text;
    v_after text;
begin
    for v_shard, v_after in
        select s.name, p_after[s.place]
        from (
            select shard_name('penstock.run', d.shardid) as name, d.shardid,
                row_number() over (order by d.shardminvalue::integer) as place
            from pg_dist_shard d
            where d.logicalrelid = 'penstock.run'::regclass
        ) s
        join pg_dist_placement p on p.shardid = s.shardid
        where p.groupid = (select g.groupid from pg_dist_local_group g)
        order by s.place
    loop
        return query execute replace(p_query, 'penstock.run', v_shard)
            using p_workflows, p_versions, p_queues, p_rooms, p_limit, v_after, p_closed, p_heavy, p_weights;
    end loop;
end $$;

-- On Citus: as penstock.on_shards, for the look-ups that go on all the time. Planning one for a shard takes five times as
-- long as executing it, so a session prepares it once per shard. No index but the one that has the order is left to the
-- planner, which would otherwise keep what it takes for cheap while the table is young.
-- penstock:allow CIT900 because the query is one of ours with the name of a shard put in, which a test explains
create function penstock.look_on_shards(
    p_route ${tenant}, p_query text, p_workflows text[], p_versions text[], p_queues text[], p_rooms integer[])
returns setof record
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
    v_look  text := 'penstock_' || md5(p_query) || '_';
    v_shard bigint;
begin
    for v_shard in
        select d.shardid
        from pg_dist_shard d
        join pg_dist_placement p on p.shardid = d.shardid
        where d.logicalrelid = 'penstock.run'::regclass
          and p.groupid = (select g.groupid from pg_dist_local_group g)
        order by d.shardid
    loop
        if not exists (select from pg_prepared_statements s where s.name = v_look || v_shard) then
            execute format('prepare %I (text[], text[], text[], integer[]) as %s',
                v_look || v_shard, replace(p_query, 'penstock.run', shard_name('penstock.run', v_shard)));
        end if;
        return query execute format(
            'execute %I (%L, %L, %L, %L)', v_look || v_shard, p_workflows, p_versions, p_queues, p_rooms);
    end loop;
end $$;

-- On Citus: executes a look-up on each shard of the node that the route leads to, as if that shard of the runs and the
-- one of the leases beside it were the whole tables. As penstock.on_shards, for what workers look for.
-- penstock:allow CIT900 because the query is one of ours with the names of shards put in, which a test explains
create function penstock.of_worker_on_shards(p_route ${tenant}, p_query text, p_worker uuid, p_limit integer)
returns setof record
language plpgsql stable as $$
declare
    v_run    text;
    v_worker text;
begin
    for v_run, v_worker in
        select shard_name('penstock.run', r.shardid), shard_name('penstock.worker', w.shardid)
        from pg_dist_shard r
        join pg_dist_shard w on w.logicalrelid = 'penstock.worker'::regclass and w.shardminvalue = r.shardminvalue
        join pg_dist_placement p on p.shardid = r.shardid
        where r.logicalrelid = 'penstock.run'::regclass
          and p.groupid = (select g.groupid from pg_dist_local_group g)
        order by r.shardid
    loop
        return query execute replace(replace(p_query, 'penstock.run', v_run), 'penstock.worker', v_worker)
            using p_worker, p_limit;
    end loop;
end $$;

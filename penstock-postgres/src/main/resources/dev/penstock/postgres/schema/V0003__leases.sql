-- leases: the locks under which a worker writes, and how its runs are taken from it
-- online: yes, new functions only     locks: none that anybody waits for     undo: drop the functions
-- On one PostgreSQL the lock is one for all runs of a worker, and advisory. On Citus such a lock is held on the node
-- where it was taken and nowhere else, while a write may begin on any node and a shard may move to another: there the
-- locks are the run rows themselves, which are in one place whoever looks, and the advisory lock is only a label by
-- which a session that stands still is found.
--
-- A lease lies beside the runs that it is for: whoever asks for one asks the node that has the runs, and a node that is
-- down keeps nobody from renewing the others, nor from ending those of the dead. On one PostgreSQL there is one shard.

-- Whether the tables are distributed; replaced by one that says so when they are. A worker that was opened before writes
-- under locks that hold no longer, so each write asks at its end, when it holds the tables as they are. It names the one
-- that it has written to: a copy of a function for one shard writes to that, which is not distributed.
create function penstock.sharded(p_table text default 'penstock.run') returns boolean
language sql immutable
return false;

create function penstock.refuse_if_sharded() returns void
language plpgsql stable as $$
begin
    if penstock.sharded() then
        raise exception 'the tables have been distributed since this worker was started; restart it'
            using errcode = 'PN002';
    end if;
end $$;

-- The advisory lock that every write of a worker holds shared, and a take-over exclusively.
create function penstock.worker_lock(p_worker uuid) returns bigint
language sql immutable
-- With the cast, without which the text depends on settings as far as the planner knows, and every call is one.
return hashtextextended('penstock.worker ' || p_worker::text, 0);

-- Ends the sessions of this node in which a write of the worker is under way, and rolls them back. Returns how many.
create function penstock.end_writes(p_worker uuid) returns bigint
language plpgsql volatile as $$
declare
    v_key bigint := penstock.worker_lock(p_worker);
begin
    return (
        select count(pg_terminate_backend(l.pid))
        from pg_locks l
        join pg_database d on d.oid = l.database and d.datname = current_database()
        where l.locktype = 'advisory' and l.objsubid = 1 and l.granted and l.pid <> pg_backend_pid()
          and l.classid::bigint = (v_key >> 32) & 4294967295 and l.objid::bigint = v_key & 4294967295);
end $$;

-- Takes that lock exclusively, so that the writes under way of the worker have ended. A transaction that goes on for
-- longer than a second is one whose process stands still between its last write and its commit: its session is ended,
-- and it is rolled back.
-- penstock:allow CIT312 because on Citus the fence is the lock on the run rows, this one is only a label there
create function penstock.lock_out(p_worker uuid) returns void
language plpgsql volatile
set lock_timeout = '1s'
as $$
declare
    v_key bigint := penstock.worker_lock(p_worker);
begin
    begin
        perform pg_advisory_xact_lock(v_key);
        return;
    exception when lock_not_available then
        perform penstock.end_writes(p_worker);
    end;
    perform pg_advisory_xact_lock(v_key);
end $$;

-- Extends the leases of a worker in the shards that the tenants stand for, or begins them where it has none yet, unless
-- p_name is null. They are all on the node of p_route, so this is one transaction there. Returns whether all stand, and
-- the time.
create function penstock.renew(
    p_route ${tenant}, p_tenants ${tenant}[], p_worker uuid, p_name text, p_lease_us bigint,
    out held boolean, out database_time timestamptz)
language plpgsql volatile as $$
declare
    v_now    timestamptz := clock_timestamp();
    v_until  timestamptz := v_now + p_lease_us * interval '1 microsecond';
    v_tenant ${tenant};
begin
    held := true;
    foreach v_tenant in array p_tenants loop
        update penstock.worker w set expires_at = v_until
        where w.tenant = v_tenant and w.worker_id = p_worker and w.ended_at is null;
        if not found and p_name is not null then
            insert into penstock.worker (tenant, worker_id, name, joined_at, expires_at, lease_us)
            values (v_tenant, p_worker, p_name, v_now, v_until, p_lease_us)
            on conflict do nothing;
        end if;
        held := held and found;
    end loop;
    database_time := clock_timestamp();
end $$;

-- Ends leases in the shards that the tenants stand for: the given ones, or when none are given those that have run out.
-- None runs out while its node is down: the time of a lease begins again when the node is back. Returns how many.
create function penstock.end_leases(p_route ${tenant}, p_tenants ${tenant}[], p_ended uuid[]) returns bigint
language plpgsql volatile as $$
declare
    v_now    timestamptz := clock_timestamp();
    v_up_us  bigint      := extract(epoch from v_now - pg_postmaster_start_time()) * 1000000;
    v_tenant ${tenant};
    v_ended  uuid[];
    v_number bigint := 0;
    v_more   bigint;
begin
    foreach v_tenant in array p_tenants loop
        v_ended := array(
            select w.worker_id
            from penstock.worker w
            where w.tenant = v_tenant and w.ended_at is null
              and case when p_ended is null then w.expires_at < v_now and w.lease_us < v_up_us
                       else w.worker_id = any (p_ended) end);
        if cardinality(v_ended) > 0 then
            -- Looked at again: it may have been extended meanwhile.
            update penstock.worker w set ended_at = v_now
            where w.tenant = v_tenant and w.worker_id = any (v_ended) and w.ended_at is null
              and (p_ended is not null or w.expires_at < v_now);
            get diagnostics v_more = row_count;
            v_number := v_number + v_more;
        end if;
    end loop;
    return v_number;
end $$;

-- Ends leases as above. Runs under a lease that does not stand become due for any worker, with a higher epoch. Waits for
-- the writes under way of the workers concerned; a run that slips in under an ended lease later is caught by the next
-- call. p_tenants stands for the one shard that there is. Returns the number of runs.
-- penstock:allow CIT312 because it refuses to run where tables are sharded
create function penstock.take_over(p_tenants ${tenant}[], p_ended uuid[]) returns bigint
language plpgsql volatile as $$
declare
    v_now   timestamptz;
    v_dead  uuid[];
    v_taken bigint := 0;
begin
    perform penstock.refuse_if_sharded();
    -- One take-over at a time, so that two never wait for each other.
    perform pg_advisory_xact_lock(hashtextextended('penstock.take_over', 0));
    perform penstock.end_leases(null, p_tenants, p_ended);
    v_now := clock_timestamp();
    select array_agg(h.worker order by h.worker) into v_dead
    from (
        select distinct r.worker from penstock.run r where r.worker is not null and r.completed_at is null
    ) h
    where not exists (select from penstock.worker w where w.worker_id = h.worker and w.ended_at is null);

    if v_dead is not null then
        for at in 1 .. cardinality(v_dead) loop
            perform penstock.lock_out(v_dead[at]);
        end loop;
        update penstock.run r
        set state = 'queued', worker = null, epoch = r.epoch + 1, due_at = v_now
        where r.worker = any (v_dead) and r.completed_at is null and r.state = 'running';
        get diagnostics v_taken = row_count;
    end if;
    return v_taken;
end $$;

-- Whether the worker's lease has not been ended, in the one shard that the tenants are of; p_tenants as in
-- penstock.append. Asks the shard itself where this node has it, as it does for a function that was called there.
-- Between the moment in which the tables are distributed and the one in which calls are routed, a claim comes to the
-- node that was asked, and asks through Citus.
-- penstock:allow CIT900 because the query is this one with the name of a shard put in
create function penstock.stands(p_tenants ${tenant}[], p_worker uuid) returns boolean
language plpgsql stable as $$
declare
    v_shard  bigint;
    v_stands boolean;
begin
    if p_tenants is null or not penstock.sharded() then
        return exists (select from penstock.worker w where w.worker_id = p_worker and w.ended_at is null);
    end if;
    v_shard := get_shard_id_for_distribution_column('penstock.worker'::regclass, p_tenants[1]);
    if not exists (
        select from pg_dist_placement p join pg_dist_local_group g on g.groupid = p.groupid where p.shardid = v_shard)
    then
        perform w.worker_id
        from penstock.worker w
        where w.worker_id = p_worker and w.ended_at is null
          and get_shard_id_for_distribution_column('penstock.worker'::regclass, w.tenant) = v_shard;
        return found;
    end if;
    execute format(
        'select exists (select from %s w where w.worker_id = $1 and w.ended_at is null)',
        shard_name('penstock.worker', v_shard))
    into v_stands
    using p_worker;
    return v_stands;
end $$;

-- Holds the shard of the route where it is until the transaction ends: whatever would move it waits for writes, and
-- this is one, which changes nothing. For the first statement of a transaction that locks rows and relies on them.
create function penstock.hold_shard(p_route ${tenant}) returns void
language plpgsql volatile as $$
begin
    update penstock.run r set paused = r.paused
    where r.tenant = p_route and r.run_id = '00000000-0000-0000-0000-000000000000';
end $$;

-- The same without a statement through Citus, by the lock that such a statement takes on this node, and a move on all:
-- whether the shard is here still is to be looked for afterwards. Only the owner of a table may lock its shards so.
create function penstock.hold_placement(p_route ${tenant}) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_shard bigint := get_shard_id_for_distribution_column('penstock.run'::regclass, p_route);
    v_share integer := 5;
begin
    perform lock_shard_metadata(v_share, array[v_shard]);
    return v_shard;
end $$;

-- Holds the shard as above. Returns it when it can be written to directly: it is on this node, it is that of all these tenants,
-- and functions have been copied for it (penstock.append_102008 works on penstock.run_102008 as penstock.append does on
-- penstock.run). Their statements are planned once and not each time they are executed, by Citus and again for the shard.
-- Null where there is no such shortcut: after a split, until functions have been copied, or on another node's behalf.
create function penstock.hold_own(p_route ${tenant}, p_tenants ${tenant}[]) returns bigint
language plpgsql volatile
set plan_cache_mode = force_generic_plan
as $$
declare
    v_shard bigint := penstock.hold_placement(p_route);
begin
    if to_regproc('penstock.append_' || v_shard) is null
        or not exists (
            select
            from pg_dist_placement p
            join pg_dist_local_group g on g.groupid = p.groupid
            where p.shardid = v_shard)
        -- A worker that has not heard of a split takes tenants of two shards for those of one.
        or exists (
            select
            from unnest(p_tenants) t (tenant)
            where get_shard_id_for_distribution_column('penstock.run'::regclass, t.tenant) <> v_shard)
    then
        perform penstock.hold_shard(p_route);
        return null;
    end if;
    return v_shard;
end $$;

-- Locks the runs that a flush writes for, and the parents of those that it moves, in the lock order. All are of one shard.
create function penstock.lock_runs(
    p_tenants ${tenant}[], p_tenant ${tenant}[], p_run uuid[], p_move_tenant ${tenant}[], p_move_run uuid[])
returns void
language plpgsql volatile as $$
declare
    v_parent_tenant ${tenant}[];
    v_parent_run    uuid[];
begin
    if p_move_run is not null then
        select array_agg(r.tenant), array_agg(r.parent_run_id) into v_parent_tenant, v_parent_run
        from unnest(p_move_tenant, p_move_run) m (tenant, run_id)
        join penstock.run r on r.tenant = any (array[m.tenant]) and r.run_id = m.run_id
            and m.tenant = any (array[m.tenant]) and m.run_id = any (array[m.run_id])
        where r.parent_run_id is not null and (p_tenants is null or r.tenant = any (p_tenants));
    end if;
    perform
    from unnest(p_tenant || v_parent_tenant, p_run || v_parent_run) k (tenant, run_id)
    join penstock.run r on r.tenant = any (array[k.tenant]) and r.run_id = k.run_id
        and k.tenant = any (array[k.tenant]) and k.run_id = any (array[k.run_id])
    where p_tenants is null or r.tenant = any (p_tenants)
    order by r.run_id, r.tenant
    for no key update of r;
end $$;

-- On Citus: locks runs as above, where they are. A take-over locks the same rows, so it comes before or after.
create function penstock.fence(
    p_route ${tenant}, p_tenants ${tenant}[], p_tenant ${tenant}[], p_run uuid[], p_move_tenant ${tenant}[],
    p_move_run uuid[]) returns void
language plpgsql volatile as $$
begin
    perform penstock.hold_shard(p_route);
    perform penstock.lock_runs(p_tenants, p_tenant, p_run, p_move_tenant, p_move_run);
end $$;

-- On Citus, once per shard: makes runs due whose worker's lease does not stand, with a higher epoch, when they are
-- still at the epoch at which that was seen. Gives up with SQLSTATE 55P03 after a second of waiting for a write under
-- way: its session is to be ended then. Returns the number of runs.
create function penstock.take_back(
    p_route ${tenant}, p_tenants ${tenant}[], p_tenant ${tenant}[], p_run uuid[], p_epoch bigint[]) returns bigint
language plpgsql volatile
set lock_timeout = '1s'
as $$
declare
    v_now   timestamptz;
    v_taken bigint;
begin
    perform penstock.fence(p_route, p_tenants, p_tenant, p_run, null, null);
    v_now := clock_timestamp();
    update penstock.run r
    set state = 'queued', worker = null, epoch = r.epoch + 1, due_at = v_now
    from unnest(p_tenant, p_run, p_epoch) o (tenant, run_id, epoch)
    where r.tenant = any (array[o.tenant]) and r.run_id = o.run_id
      and o.tenant = any (array[o.tenant]) and o.run_id = any (array[o.run_id]) and r.epoch = o.epoch
      and r.state = 'running' and r.tenant = any (p_tenants);
    get diagnostics v_taken = row_count;
    return v_taken;
end $$;

-- Whether a step has settled, once the writes of the worker that are under way have ended: for one whose connection was
-- lost while it committed. p_tenants as in penstock.append.
create function penstock.settled(
    p_route ${tenant}, p_tenants ${tenant}[], p_run uuid, p_worker uuid, p_name text, p_occurrence integer,
    p_item integer) returns boolean
language plpgsql volatile
set enable_seqscan = off
as $$
begin
    if p_tenants is null then
        perform penstock.refuse_if_sharded();
        perform penstock.lock_out(p_worker);
    else
        perform penstock.fence(p_route, p_tenants, p_tenants, array[p_run], null, null);
    end if;
    return exists (
        select from penstock.step s
        where s.tenant = p_route and s.run_id = p_run and s.name = p_name and s.occurrence = p_occurrence
          and s.item = p_item and (s.state = 'completed' or s.state = 'failed' and s.due_at is null));
end $$;

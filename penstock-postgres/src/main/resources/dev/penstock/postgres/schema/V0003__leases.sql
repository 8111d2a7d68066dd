-- leases: the lock under which a worker writes, and how its runs are taken from it
-- online: yes, new functions only     locks: none that anybody waits for     undo: drop the functions

-- The advisory lock that every write of a worker holds shared, and a take-over exclusively.
create function penstock.worker_lock(p_worker uuid) returns bigint
language sql immutable
return hashtextextended('penstock.worker ' || p_worker, 0);

-- Takes that lock exclusively, so that the writes under way of the worker have ended. A transaction that goes on for
-- longer than a second is one whose process stands still between its last write and its commit: its session is ended,
-- and it is rolled back.
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
        perform pg_terminate_backend(l.pid)
        from pg_locks l
        join pg_database d on d.oid = l.database and d.datname = current_database()
        where l.locktype = 'advisory' and l.objsubid = 1 and l.granted and l.pid <> pg_backend_pid()
          and l.classid::bigint = (v_key >> 32) & 4294967295 and l.objid::bigint = v_key & 4294967295;
    end;
    perform pg_advisory_xact_lock(v_key);
end $$;

-- Ends leases: the given ones, or when none are given those that have run out. Runs under a lease that does not stand
-- become due for any worker, with a higher epoch. Waits for the writes under way of the workers concerned; a run that
-- slips in under an ended lease later is caught by the next call. Returns the number of runs.
create function penstock.take_over(p_ended uuid[]) returns bigint
language plpgsql volatile as $$
declare
    v_now   timestamptz;
    v_dead  uuid[];
    v_taken bigint := 0;
begin
    -- One take-over at a time, so that two never wait for each other.
    perform pg_advisory_xact_lock(hashtextextended('penstock.take_over', 0));
    v_now := clock_timestamp();
    update penstock.worker w set ended_at = v_now
    where w.ended_at is null
      and case when p_ended is null then w.expires_at < v_now else w.worker_id = any (p_ended) end;

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

-- Whether a step has settled, once the writes of the worker that are under way have ended: for one whose connection was
-- lost while it committed.
create function penstock.settled(
    p_tenant ${tenant}, p_run uuid, p_worker uuid, p_name text, p_occurrence integer, p_item integer) returns boolean
language plpgsql volatile
set enable_seqscan = off
as $$
begin
    perform penstock.lock_out(p_worker);
    return exists (
        select from penstock.step s
        where s.tenant = p_tenant and s.run_id = p_run and s.name = p_name and s.occurrence = p_occurrence
          and s.item = p_item and (s.state = 'completed' or s.state = 'failed' and s.due_at is null));
end $$;

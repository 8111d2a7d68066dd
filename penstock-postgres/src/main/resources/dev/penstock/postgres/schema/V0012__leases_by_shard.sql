-- leases_by_shard: a worker has a lease in each shard, so that a node that is lost costs only the leases on it
-- online: no, workers of before are to be stopped     locks: none that anybody waits for     undo: drop the functions
-- A lease lies beside the runs that it is for: whoever asks for one asks the node that has the runs, and a node that is
-- down keeps nobody from renewing the others, nor from ending those of the dead. On one PostgreSQL there is one shard.
-- All leases are dropped here; a worker of which nothing is known is given the time of a lease to tell.

-- penstock:allow CIT201 because no worker is to be at work meanwhile, and the table has a row per worker process
drop table penstock.worker;
create table penstock.worker (
    tenant     ${tenant}   not null,
    worker_id  uuid        not null,
    name       text        not null,
    joined_at  timestamptz not null,
    expires_at timestamptz not null,
    lease_us   bigint      not null,
    ended_at   timestamptz,

    constraint worker_pkey primary key (tenant, worker_id)
);
comment on table penstock.worker is 'The lease of a worker process in one shard; never used again once it has ended.';
comment on column penstock.worker.tenant is 'Stands for the shard in whose hash range it lies; no tenant of the application.';

-- Workers whose lease has not been ended, the few among those that ever were.
create index worker_standing_idx on penstock.worker (worker_id) where ended_at is null;

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
drop function penstock.end_leases(uuid[]);
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

-- As before; p_tenants stands for the one shard that there is.
drop function penstock.take_over(uuid[]);
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

-- Whether the worker's lease has not been ended, in the one shard that the tenants are of; p_tenants as in
-- penstock.append. Asks the shard itself, on the node that has it: for functions that were called there.
-- penstock:allow CIT900 because the query is this one with the name of a shard put in
create function penstock.stands(p_tenants ${tenant}[], p_worker uuid) returns boolean
language plpgsql stable as $$
declare
    v_stands boolean;
begin
    if p_tenants is null or not penstock.sharded() then
        return exists (select from penstock.worker w where w.worker_id = p_worker and w.ended_at is null);
    end if;
    execute format(
        'select exists (select from %s w where w.worker_id = $1 and w.ended_at is null)',
        shard_name(
            'penstock.worker', get_shard_id_for_distribution_column('penstock.worker'::regclass, p_tenants[1])))
    into v_stands
    using p_worker;
    return v_stands;
end $$;

-- As in V0009; on Citus nobody looks for other workers, who may be known on a node that is down.
-- penstock:allow CIT312 because who listens on another node finds due runs at its next look
create or replace function penstock.ring(p_by uuid) returns void
language plpgsql volatile as $$
declare
    v_now bigint := extract(epoch from clock_timestamp()) * 1000;
begin
    -- Only the coordinator of a Citus cluster has the sequence; who listens on another node is told every time.
    if to_regclass('penstock.rung_at') is null then
        perform pg_notify('penstock', '');
        return;
    end if;
    if abs(v_now - (select s.last_value from penstock.rung_at s)) < 10 then
        return;
    end if;
    if not penstock.sharded() then
        perform from penstock.worker w where w.ended_at is null and w.worker_id is distinct from p_by limit 1;
        if not found then
            return;
        end if;
    end if;
    perform setval('penstock.rung_at', v_now);
    perform pg_notify('penstock', '');
end $$;

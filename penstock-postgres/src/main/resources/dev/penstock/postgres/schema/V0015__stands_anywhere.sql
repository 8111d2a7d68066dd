-- stands_anywhere: a claim that is not called where the shard is asks for the lease through Citus
-- online: yes, one function is replaced     locks: none that anybody waits for     undo: create the one of V0012

-- As in V0012. Between the moment in which the tables are distributed and the one in which calls are routed, a claim of
-- a shard on another node comes to the node that was asked.
-- penstock:allow CIT900 because the query is this one with the name of a shard put in
create or replace function penstock.stands(p_tenants ${tenant}[], p_worker uuid) returns boolean
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

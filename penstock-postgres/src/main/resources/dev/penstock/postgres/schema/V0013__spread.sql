-- spread: a tenant that is too large for one shard is stored under several names, its buckets
-- online: yes, a new table and functions     locks: none that anybody waits for
-- undo: drop them, once nobody starts runs

-- A row is written before the tenant has runs and never changes what it says.
create table penstock.spread (
    name        text collate "C" not null,
    buckets     text[]           not null,
    declared_at timestamptz      not null,
    settled_at  timestamptz,

    constraint spread_pkey primary key (name),
    constraint spread_buckets check (cardinality(buckets) between 2 and 1024)
);
comment on table penstock.spread is 'Tenants that are spread over buckets.';
comment on column penstock.spread.buckets is
    'What stands for the tenant in the column tenant: of a run the element 1 + slot modulo their number.';
comment on column penstock.spread.settled_at is
    'Null until every transaction that may not have seen the row has ended, and left no run of the tenant.';

-- The part of a run's id that says which bucket it is in, 0 to 1023: the last ten bits.
create function penstock.slot(p_run uuid) returns integer
language sql immutable strict parallel safe as $$
    select (get_byte(uuid_send(p_run), 14) & 3) << 8 | get_byte(uuid_send(p_run), 15)
$$;

-- What the column tenant is to be for a run that is started: the tenant itself, or the bucket that the run's id leads to.
create function penstock.place(p_tenant ${tenant}, p_run uuid) returns ${tenant}
language plpgsql volatile as $$
declare
    v_buckets    text[];
    v_settled_at timestamptz;
begin
    select s.buckets, s.settled_at into v_buckets, v_settled_at
    from penstock.spread s
    where s.name = p_tenant::text;
    if v_buckets is null then
        return p_tenant;
    elsif v_settled_at is null then
        raise exception 'PEN-1018 tenant % is just being spread over buckets; try again in a moment', p_tenant
            using errcode = 'PN018';
    end if;
    return v_buckets[1 + penstock.slot(p_run) % cardinality(v_buckets)]::${tenant};
end $$;

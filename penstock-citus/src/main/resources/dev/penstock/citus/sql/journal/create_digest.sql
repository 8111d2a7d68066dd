-- create_digest: rows and their checksums, per table and tenant, at moments
-- locks:  none
-- index:  none
-- citus:  local tables of the coordinator, never distributed
-- rows:   0
create table if not exists penstock_citus.digest (
    fingerprint text not null references penstock_citus.plan,
    moment text not null check (moment in ('start', 'moving', 'moved', 'now')),
    table_name text not null,
    tenant text,
    row_count bigint not null,
    checksum numeric not null
)

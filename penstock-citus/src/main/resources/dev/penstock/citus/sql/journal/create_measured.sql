-- create_measured: which columns a digest is made of, and when it was taken
-- locks:  none
-- index:  none
-- citus:  local tables of the coordinator, never distributed
-- rows:   0
create table if not exists penstock_citus.measured (
    fingerprint text not null references penstock_citus.plan,
    moment text not null,
    table_name text not null,
    columns text[] not null,
    tenant_column text,
    measured_at timestamptz not null default clock_timestamp(),
    primary key (fingerprint, moment, table_name)
)

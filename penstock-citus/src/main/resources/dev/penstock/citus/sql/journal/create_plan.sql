-- create_plan: the plans that were begun in this database
-- locks:  none
-- index:  none
-- citus:  local tables of the coordinator, never distributed
-- rows:   0
create table if not exists penstock_citus.plan (
    fingerprint text primary key,
    goal text not null,
    mode text not null,
    began_at timestamptz not null default clock_timestamp(),
    recorded_at timestamptz,
    finished_at timestamptz,
    reversed_at timestamptz
)

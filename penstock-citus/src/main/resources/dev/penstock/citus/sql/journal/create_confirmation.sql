-- create_confirmation: what a person has confirmed
-- locks:  none
-- index:  none
-- citus:  local tables of the coordinator, never distributed
-- rows:   0
create table if not exists penstock_citus.confirmation (
    fingerprint text not null references penstock_citus.plan,
    gate text not null,
    confirmed_by text not null default session_user,
    confirmed_at timestamptz not null default clock_timestamp(),
    primary key (fingerprint, gate)
)

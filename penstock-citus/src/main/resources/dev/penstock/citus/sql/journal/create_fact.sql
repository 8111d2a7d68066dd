-- create_fact: what was there before: constraints, comments, grants, rules, sequences, views
-- locks:  none
-- index:  none
-- citus:  local tables of the coordinator, never distributed
-- rows:   0
create table if not exists penstock_citus.fact (
    fingerprint text not null references penstock_citus.plan,
    kind text not null,
    subject text not null,
    value text not null,
    primary key (fingerprint, kind, subject)
)

-- create_operation: how far each operation came
-- locks:  none
-- index:  none
-- citus:  local tables of the coordinator, never distributed
-- rows:   0
create table if not exists penstock_citus.operation (
    fingerprint text not null references penstock_citus.plan,
    id text not null,
    state text not null check (state in ('running', 'done', 'failed', 'reversed')),
    attempts int not null default 1,
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    last_key text[],
    rows_done bigint not null default 0,
    error text,
    primary key (fingerprint, id)
)

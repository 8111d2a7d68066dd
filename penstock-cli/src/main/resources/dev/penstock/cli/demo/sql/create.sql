-- create: the demo's own tables
-- locks: none that anybody waits for
-- index: none
-- citus: not run there; every table begins with the tenant, so each could be distributed beside Penstock's
-- rows: none
-- Shipments and releases have no key over the order: nothing but Penstock keeps them from happening twice.
create table demo.placed_order (
    tenant   text    not null,
    order_id text    not null,
    sku      text    not null,
    quantity integer not null,
    cents    bigint  not null,
    -- What has to be true in the end: whether the payment is declined, how many records, how many calls.
    declined boolean not null,
    steps    integer not null,
    calls    integer not null,
    primary key (tenant, order_id)
);
create table demo.shipment (
    tenant      text        not null,
    shipment_id uuid        not null default gen_random_uuid(),
    order_id    text        not null,
    run_id      uuid        not null,
    sku         text        not null,
    quantity    integer     not null,
    shipped_at  timestamptz not null default now(),
    primary key (tenant, shipment_id)
);
create table demo.release (
    tenant      text        not null,
    release_id  uuid        not null default gen_random_uuid(),
    order_id    text        not null,
    run_id      uuid        not null,
    released_at timestamptz not null default now(),
    primary key (tenant, release_id)
);
-- The book of the systems outside: every call that reached them, committed apart from Penstock.
create table demo.call (
    tenant          text        not null,
    order_id        text        not null,
    step            text        not null,
    attempt         integer     not null,
    idempotency_key text        not null,
    process         bigint      not null,
    called_at       timestamptz not null default clock_timestamp()
);
-- What is seen after a worker was killed and before the next one begins.
create table demo.killed (
    process   bigint      not null,
    killed_at timestamptz not null default clock_timestamp()
);
create table demo.in_flight (
    tenant text   not null,
    run_id uuid   not null,
    epoch  bigint not null
);
create table demo.recorded (
    tenant     text    not null,
    run_id     uuid    not null,
    name       text    not null,
    occurrence integer not null,
    item       integer not null,
    version    bigint  not null
);

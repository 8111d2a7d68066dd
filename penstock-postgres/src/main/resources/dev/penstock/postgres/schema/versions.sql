create schema if not exists penstock;
create table if not exists penstock.schema_version (
    version    integer     not null,
    name       text        not null,
    checksum   bigint      not null,
    applied_at timestamptz not null default now(),
    millis     bigint      not null,

    constraint schema_version_pkey primary key (version)
);

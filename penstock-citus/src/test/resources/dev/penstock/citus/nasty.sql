-- A schema with everything that naming, constraints and catalogs allow. Loaded by tests, one server each.
create extension btree_gist;
create schema app;
create schema "Büro 1";
create schema elsewhere;

create domain app.email as text check (value like '%@%');
create type app.colour as enum ('red', 'green');

create table app.organizations (
    id uuid primary key,
    name text not null collate "C",
    parent_id uuid references app.organizations (id) deferrable initially deferred
);
comment on table app.organizations is 'who pays';
comment on column app.organizations.name is 'as printed';

-- The same name in two schemas.
create table app.users (
    id bigint generated always as identity primary key,
    organization_id uuid not null references app.organizations (id) on update cascade,
    email app.email not null,
    nick varchar(40) collate "POSIX",
    active boolean not null default true,
    initials text generated always as (upper(left(email, 2))) stored,
    manager_id bigint references app.users (id) on delete set null
);
create table "Büro 1".users (
    id serial primary key,
    "Tenant Id" uuid,
    "select" text
);
comment on constraint users_pkey on app.users is 'found by number';
create unique index users_email on app.users (lower(email)) where active;
create unique index users_nick on app.users (nick) include (organization_id);
alter table app.users add constraint users_nick_org unique (organization_id, nick) deferrable initially deferred;
comment on index app.users_email is 'one per person';

create table "Büro 1"."Order ""Items""" (
    "ID" bigserial primary key,
    "User" bigint references app.users (id) match full on delete cascade,
    "Größe" numeric(10, 2) check ("Größe" > 0),
    during tstzrange,
    exclude using gist ("User" with =, during with &&) where ("User" is not null)
);

-- A cycle of foreign keys, one of them not validated.
create table app.a (id int primary key, b_id int, tenant uuid);
create table app.b (id int primary key, a_id int references app.a (id));
insert into app.a values (1, 99, null);
alter table app.a add constraint a_b foreign key (b_id) references app.b (id) not valid;
alter table app.a add constraint a_positive check (id > 0 and b_id is not null) not valid;

-- From a schema that nobody asks for.
create table elsewhere.audit (org uuid references app.organizations (id), at timestamptz);

create table app.measurements (
    organization_id uuid not null references app.organizations (id),
    at timestamptz not null,
    value double precision,
    primary key (organization_id, at)
) partition by range (at);
create table app.measurements_2026 partition of app.measurements for values from ('2026-01-01') to ('2027-01-01')
    partition by hash (organization_id);
create table app.measurements_2026_0 partition of app.measurements_2026 for values with (modulus 2, remainder 0);
create table app.measurements_rest partition of app.measurements default;
create index on app.measurements (value);

create table app.animals (id int primary key, kind app.colour[]);
create table app.dogs (bark text) inherits (app.animals);

create sequence app.numbers as int start 7;
create table app.invoices (
    number int default nextval('app.numbers') primary key,
    big bigint default nextval('app.numbers'),
    place point,
    document json
);
select nextval('app.numbers');
insert into app.organizations values ('00000000-0000-0000-0000-000000000001', 'one');
insert into app.users (organization_id, email) values ('00000000-0000-0000-0000-000000000001', 'a@b');

create unlogged table app.cache (k text primary key, v bytea) with (fillfactor = 70);
alter table app.cache replica identity full;
create statistics app.cache_stats (dependencies) on k, v from app.cache;

alter table app.users enable row level security;
alter table app.users force row level security;
create policy own on app.users for select to public
    using (organization_id in (select id from app.organizations where name = current_user));
create policy plain on app.users for update using (active) with check (active);

create function app.touch() returns trigger language plpgsql as 'begin return new; end';
create trigger touched before update on app.users for each row when (old.nick is distinct from new.nick)
    execute function app.touch();
alter table app.users disable trigger touched;
create constraint trigger later after insert on app.a deferrable for each row execute function app.touch();
create rule keep as on delete to app.cache do instead nothing;

create view app.active_users as select id, email from app.users where active;
comment on view app.active_users is 'those who count';
comment on column app.active_users.email is 'to write to';
create view elsewhere.names as select email from app.active_users;
create materialized view app.totals as select count(*) from app.users;
create index on app.totals (count);

create publication everything for all tables;
create publication "some" for table app.users, app.a with (publish = 'insert, update');

do $$ begin create role nasty_reader nologin; exception when duplicate_object then null; end $$;
grant select on app.users to nasty_reader with grant option;
grant update (nick) on app.users to nasty_reader;
grant select on app.active_users to public;
grant usage on schema app to nasty_reader;
grant usage on sequence app.numbers to nasty_reader;

-- What a search path can be made to find first.
create schema evil;
create table evil.pg_class (relname text);
create table evil.users (id int);
create function evil.format_type(oid, integer) returns text language sql as $$ select 'evil' $$;
create function evil.lies(a oid, b oid) returns boolean language sql as $$ select false $$;
create operator evil.= (leftarg = oid, rightarg = oid, function = evil.lies);

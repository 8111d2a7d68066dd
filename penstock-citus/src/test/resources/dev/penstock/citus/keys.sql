-- Keys of every kind that lack the tenant.
create extension if not exists btree_gist;
create table orgs (id uuid primary key);
insert into orgs values ('00000000-0000-0000-0000-000000000001'), ('00000000-0000-0000-0000-000000000002');
create table "Booking" (
    "Id" bigint generated always as identity primary key,
    org uuid not null references orgs (id),
    code text not null,
    serial int,
    note text,
    room int,
    during int4range,
    constraint "Booking_code_key" unique (code) deferrable initially deferred,
    constraint a_name_that_is_so_long_that_it_reaches_the_limit_of_names_12345 unique (serial),
    constraint "Booking_room_during_excl" exclude using gist (room with =, during with &&));
comment on constraint "Booking_pkey" on "Booking" is 'by number';
create unique index no_nulls on "Booking" (note) nulls not distinct;
create unique index hole on "Booking" (room) include (org);
create unique index folded on "Booking" (lower(code) collate "C" desc);
insert into "Booking" (org, code, serial, note, room, during) values
    ('00000000-0000-0000-0000-000000000001', 'a', 1, 'n', 1, '[1,2)'),
    ('00000000-0000-0000-0000-000000000001', 'b', 2, 'm', 2, '[1,2)'),
    ('00000000-0000-0000-0000-000000000002', 'c', 3, null, 3, '[1,2)');
create table readings (at date not null, sensor int not null, booking bigint not null references "Booking" ("Id"),
    primary key (at, sensor)) partition by range (at);
create table readings_1 partition of readings for values from ('2026-01-01') to ('2026-02-01');
create table readings_2 partition of readings for values from ('2026-02-01') to ('2026-03-01');
insert into readings select date '2026-01-20' + n, n, n % 3 + 1 from generate_series(1, 20) n;

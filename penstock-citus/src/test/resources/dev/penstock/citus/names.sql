-- Names that need quotes, and what is lost by whoever forgets that: exclusion constraints, rules, grants, comments.
drop publication if exists "My pub";
create extension if not exists btree_gist;
create table orgs (id uuid primary key);
insert into orgs values ('00000000-0000-0000-0000-000000000001'), ('00000000-0000-0000-0000-000000000002');
create table "Room ""A""" (
    "Id" bigserial primary key,
    org uuid not null references orgs (id),
    "Room.No" int not null,
    "From-To" int4range not null,
    "Active?" boolean not null default true,
    constraint "No (overlap)" exclude using gist ("Room.No" with =, "From-To" with &&) where ("Active?"),
    constraint by_end exclude using gist (upper("From-To") with =) deferrable initially deferred,
    constraint "has it" exclude using gist (org with =, "From-To" with -|-));
comment on table "Room ""A""" is 'it''s rooms';
comment on constraint "No (overlap)" on "Room ""A""" is 'not at once';
create table "Item. (of) room" (
    "Id" uuid primary key default gen_random_uuid(),
    "roomId" bigint not null,
    "Öl" text,
    constraint "to ""A""" foreign key ("roomId") references "Room ""A""" on delete cascade,
    unique nulls not distinct ("roomId", "Öl"));
comment on column "Item. (of) room"."roomId" is 'where it stands';
create unique index "lower (Öl)" on "Item. (of) room" (lower("Öl")) where "Öl" <> 'x USING y';
create rule "No ""delete""" as on delete to "Item. (of) room" do instead nothing;
create view "Big view" as select i."Id", r."Room.No" from "Item. (of) room" i join "Room ""A""" r on r."Id" = i."roomId";
comment on view "Big view" is 'all of it';
comment on column "Big view"."Room.No" is 'its number';
do $$ begin create role "View Reader" nologin; exception when duplicate_object then null; end $$;
grant select on "Big view" to "View Reader" with grant option;
grant select ("Room.No") on "Big view" to public;
grant update ("Öl") on "Item. (of) room" to "View Reader";
create publication "My pub" for table "Item. (of) room";
insert into "Room ""A""" (org, "Room.No", "From-To")
select ('00000000-0000-0000-0000-00000000000' || n % 2 + 1)::uuid, n, int4range(n * 10, n * 10 + 5) from generate_series(1, 20) n;
insert into "Item. (of) room" ("roomId", "Öl") select n % 20 + 1, 'o' || n from generate_series(1, 50) n;

-- clear: removes what an earlier demo left, its runs included, and claims the database for demos
-- locks: exclusive, on tables that nobody else uses
-- index: none
-- citus: not run there
-- rows: all
-- Penstock's schema never stands alone, wherever a demo is interrupted: the next one would take its runs for an application's.
drop schema if exists penstock cascade;
drop schema if exists demo cascade;
create schema demo;

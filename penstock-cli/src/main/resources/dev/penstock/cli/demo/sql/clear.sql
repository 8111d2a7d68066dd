-- clear: removes what an earlier demo left, its runs included
-- locks: exclusive, on tables that nobody else uses
-- index: none
-- citus: not run there
-- rows: all
drop schema if exists demo cascade;
drop schema if exists penstock cascade;

-- is_ours: whether the database holds nothing of Penstock's, or an earlier demo's runs
-- locks: none
-- index: none
-- citus: not run there
-- rows: 1
select to_regnamespace('penstock') is null or to_regnamespace('demo') is not null

-- add_evidence: what the database said, where no person confirmed; an older journal has no column for it
-- locks:  ACCESS EXCLUSIVE on the journal's own table, for a moment
-- index:  none
-- citus:  local tables of the coordinator, never distributed
-- rows:   0
alter table penstock_citus.confirmation add column if not exists evidence text

-- validate: tries whether all rows keep a constraint; taken back afterwards
-- locks:  share update exclusive on the table
-- index:  none
-- citus:  every shard
-- rows:   none
alter table {table} validate constraint {constraint}

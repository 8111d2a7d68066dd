-- The tables are as good as empty, so that this takes a moment, in one transaction with the entry of Flyway's history. What
-- a program has written since V1 is in the shards then, and goes from the coordinator, children first.
select create_distributed_table('app.project', 'tenant', colocate_with => 'none');
select create_distributed_table('app.task', 'tenant', colocate_with => 'app.project');
select truncate_local_data_after_distributing_table('app.task');
select truncate_local_data_after_distributing_table('app.project');

-- The tables are new and empty, so that this takes a moment, in one transaction with the entry of Flyway's history.
select create_distributed_table('app.project', 'tenant', colocate_with => 'none');
select create_distributed_table('app.task', 'tenant', colocate_with => 'app.project');

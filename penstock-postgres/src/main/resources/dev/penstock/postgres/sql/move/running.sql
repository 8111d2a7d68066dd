-- running: copy the runs that are running, when nobody writes
-- locks:  none on one PostgreSQL
-- index:  run_worker_idx, and the one that begins with the run's key
-- citus:  coordinator, and written to all shards
-- rows:   all of the runs' written
insert into penstock_move.{table}
select t.*
from penstock.run r
join penstock.{table} t on t.tenant = r.tenant and t.run_id = r.run_id
where r.worker is not null and r.completed_at is null and r.state = 'running'

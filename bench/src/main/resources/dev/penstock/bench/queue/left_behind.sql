-- left_behind: runs with a recorded step each that a worker held whose lease has run out
-- locks: none     index: none     citus: not used there     rows: :runs runs and steps
insert into penstock.worker (tenant, worker_id, name, joined_at, expires_at, lease_us)
values ('0', '00000000-0000-7000-8000-000000000001', 'dead', now() - interval '1 hour', now() - interval '1 minute', 1);
insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, worker, created_at, started_at, input)
select 'tenant-' || n % 100, gen_random_uuid(), 'fulfil', '1', 'running', 5, 1, '00000000-0000-7000-8000-000000000001',
    now(), now(), to_json(n)
from generate_series(1, :runs) n;
insert into penstock.step (tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us, recorded_at, result)
select tenant, run_id, 'reserve', 1, 0, 'step', 'completed', false, 10, now(), input
from penstock.run;
analyze penstock.run, penstock.step;

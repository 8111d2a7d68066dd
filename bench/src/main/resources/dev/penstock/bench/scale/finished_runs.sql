-- finished_runs: so many finished runs with a step each, as if they had come one every hundred milliseconds until now
with history as (
    select n, 'tenant-' || n % 100 as tenant,
        now() - interval '40 days' + n * interval '100 milliseconds' as at
    from generate_series(?::bigint, ?::bigint) n
), named as (
    select n, tenant, at,
        (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8'
            || substr(md5(n::text), 4, 15))::uuid as run_id
    from history
), runs as (
    insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, worker, created_at, started_at,
        completed_at, input, output)
    select tenant, run_id, 'grow', '1', 'completed', 5, 1, '00000000-0000-7000-8000-000000000001', at, at, at,
        to_json(n), to_json(n)
    from named
)
insert into penstock.step (tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us, recorded_at, result)
select tenant, run_id, 'reserve', 1, 0, 'step', 'completed', false, 10, at, to_json(n)
from named

-- set: the limits of a queue or a tenant, whatever they were
-- locks:  its row
-- index:  allowance_pkey
-- citus:  reference table, written on every node
-- rows:   1 written
insert into penstock.allowance (
    kind, name, concurrency, worker_concurrency, rate_count, rate_period_us, rate_burst, weight, changed_at)
values (
    :kind, :name, :concurrency::integer, :worker_concurrency::integer, :rate_count::integer, :rate_period_us::bigint,
    :rate_burst::integer, :weight, now())
on conflict (kind, name) do update
set concurrency = excluded.concurrency, worker_concurrency = excluded.worker_concurrency,
    rate_count = excluded.rate_count, rate_period_us = excluded.rate_period_us, rate_burst = excluded.rate_burst,
    weight = excluded.weight, changed_at = excluded.changed_at

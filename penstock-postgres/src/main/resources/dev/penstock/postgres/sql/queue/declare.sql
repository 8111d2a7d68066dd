-- declare: a queue, unless there is one of that name
-- locks:  none
-- index:  allowance_pkey
-- citus:  reference table, written on every node
-- rows:   0 or 1 written
insert into penstock.allowance (
    kind, name, concurrency, worker_concurrency, rate_count, rate_period_us, rate_burst, weight, changed_at)
values (
    :kind, :name, :concurrency::integer, :worker_concurrency::integer, :rate_count::integer, :rate_period_us::bigint,
    :rate_burst::integer, :weight, now())
on conflict (kind, name) do nothing

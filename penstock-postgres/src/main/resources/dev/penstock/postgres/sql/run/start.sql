-- start: insert a run in the caller's transaction, unless its key is taken; of a tenant that is spread, in its bucket
-- locks:  waits for another transaction that inserts the same key
-- index:  run_pkey, spread_pkey
-- citus:  one shard, by tenant; which bucket it is, is read on the node that is asked
-- rows:   0 or 1 written, its tenant as stored
insert into penstock.run (
    tenant, run_id, workflow, version, state, direct, detached, priority, epoch, worker, created_at, started_at, due_at,
    deadline_at, parent_run_id, idempotency_key, attributes, input, queue)
values (
    penstock.place(:tenant::${tenant}, :run::uuid), :run::uuid, :workflow, :version,
    case when :worker::uuid is null then 'queued' else 'running' end,
    :direct, :detached, :priority,
    case when :worker::uuid is null then 0 else 1 end,
    :worker::uuid,
    clock_timestamp(),
    case when :worker::uuid is not null then clock_timestamp() end,
    case when :worker::uuid is null then
        clock_timestamp() + least(:delay_us::bigint, :timeout_us::bigint) * interval '1 microsecond' end,
    clock_timestamp() + :timeout_us::bigint * interval '1 microsecond',
    :parent::uuid, :idempotency_key::text, :attributes::jsonb, :input::json, :queue)
on conflict do nothing
returning tenant::text

-- totals: what the runs did, and how long the database saw them do it
-- locks: none
-- index: none, it reads all
-- citus: not run there; every shard
-- rows: 1
select
    (select count(*) from penstock.step) as steps,
    (select coalesce(sum((s.metadata ->> 'attempt')::integer - 1), 0) from penstock.step s
     where s.metadata ? 'attempt') as retries,
    (select (extract(epoch from max(r.completed_at) - min(r.created_at)) * 1000000)::bigint from penstock.run r)
        as elapsed_us,
    current_setting('server_version') as server,
    current_setting('fsync') as fsync

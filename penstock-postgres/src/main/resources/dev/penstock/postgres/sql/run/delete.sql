-- delete: a finished run together with its steps; nothing else ever deletes either
-- locks:  the run and its steps
-- index:  run_pkey, step_pkey
-- citus:  one shard, by tenant
-- rows:   0 or 1, the run deleted
with deleted as (
    delete from penstock.run r
    where r.tenant = :tenant::${tenant} and r.run_id = :run::uuid and r.completed_at is not null
    returning r.tenant, r.run_id
), steps as (
    delete from penstock.step s
    using deleted d
    where s.tenant = :tenant::${tenant} and s.run_id = :run::uuid and d.run_id = s.run_id
)
select d.run_id from deleted d where d.tenant = :tenant::${tenant}

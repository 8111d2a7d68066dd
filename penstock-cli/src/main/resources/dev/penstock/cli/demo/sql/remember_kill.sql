-- remember_kill: what stands in the database between the two workers
-- locks: none
-- index: none, it reads all
-- citus: not run there; every shard
-- rows: the kill, the runs in flight, the settled records with the transaction that wrote each
with killed as (
    insert into demo.killed (process) values (?)
), in_flight as (
    insert into demo.in_flight (tenant, run_id, epoch)
    select r.tenant, r.run_id, r.epoch from penstock.run r where r.state = 'running'
    returning 1
), recorded as (
    insert into demo.recorded (tenant, run_id, name, occurrence, item, version)
    select s.tenant, s.run_id, s.name, s.occurrence, s.item, s.xmin::text::bigint
    from penstock.step s where s.state in ('completed', 'failed')
    returning 1
)
select
    (select count(*) from in_flight) as in_flight,
    (select count(*) from recorded) as recorded,
    (select count(*) from penstock.run r where r.state = 'waiting') as waiting,
    (select count(*) from demo.shipment) as shipped

-- proof_transactions: what transactional steps wrote and what they recorded match one to one
-- locks: none
-- index: none
-- citus: not run there; every shard
-- rows: 1
select
    coalesce(bool_and(p.records = 1 and p.effects = 1), true) as holds,
    coalesce(sum(p.records), 0) as records,
    coalesce(sum(p.effects), 0) as effects,
    count(*) filter (where p.effects = 0) as records_without_effect,
    count(*) filter (where p.records = 0) as effects_without_record
from (
    select e.tenant, e.run_id, e.name, sum(e.record) as records, sum(e.effect) as effects
    from (
        select s.tenant, s.run_id, s.name::text, 1 as record, 0 as effect
        from penstock.step s where s.kind = 'transaction' and s.state = 'completed'
        union all
        select s.tenant, s.run_id, 'ship', 0, 1 from demo.shipment s
        union all
        select s.tenant, s.run_id, 'release', 0, 1 from demo.release s
    ) e
    group by e.tenant, e.run_id, e.name
) p

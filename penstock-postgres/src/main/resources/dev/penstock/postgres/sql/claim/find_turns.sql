-- find_turns: runs of one queue that are due, tenant by tenant, beginning after the tenant that had the last turn; where
--             it stopped short of a round with turns to spare, also the tenant that it came to, without a run, and
--             whether it had begun with the first of all again
-- locks:  none
-- index:  run_turn_idx, a few times per tenant looked at: its next tenant, and its runs by priority
-- citus:  on each shard by itself, a call per node of find_turns_on_node
-- rows:   0 … as many from each of :limit tenants as its weight says, more when there are fewer tenants
with recursive visit (tenant, again, place) as (
    select f.tenant, f.again, 1
    from (
        (select r.tenant, false as again
         from penstock.run r
         where r.queue = (:queues::text[])[1] and r.tenant > :after::${tenant}
           and r.state in ('queued', 'waiting') and not r.paused and r.due_at is not null
         order by r.tenant
         limit 1)
        union all
        (select r.tenant, true
         from penstock.run r
         where r.queue = (:queues::text[])[1]
           and r.state in ('queued', 'waiting') and not r.paused and r.due_at is not null
         order by r.tenant
         limit 1)
        limit 1
    ) f
    union all
    select n.tenant, n.again, v.place + 1
    from visit v
    cross join lateral (
        (select r.tenant, v.again
         from penstock.run r
         where r.queue = (:queues::text[])[1] and r.tenant > v.tenant
           and r.state in ('queued', 'waiting') and not r.paused and r.due_at is not null
         order by r.tenant
         limit 1)
        union all
        (select r.tenant, true
         from penstock.run r
         where r.queue = (:queues::text[])[1] and not v.again
           and r.state in ('queued', 'waiting') and not r.paused and r.due_at is not null
         order by r.tenant
         limit 1)
        limit 1
    ) n
    where v.place < :limit + 100 and (not n.again or :after::${tenant} is null or n.tenant <= :after::${tenant})
),
turn as materialized (
    select v.tenant, v.place
    from visit v
    cross join lateral (
        select
        from generate_series(9, 0, -1) urgent (priority)
        cross join lateral (
            select
            from (
                select r.workflow, r.version
                from penstock.run r
                where r.queue = (:queues::text[])[1] and r.tenant = v.tenant and r.priority = urgent.priority
                  and r.state in ('queued', 'waiting') and not r.paused and r.due_at <= now()
                order by r.due_at
                limit 100
            ) s
            where case when (s.workflow, s.version) in (
                select w.workflow, w.version from unnest(:workflows::text[], :versions::text[]) w (workflow, version))
            then true end
            limit 1
        ) u
        limit 1
    ) d
    where v.tenant::text <> all (:closed::text[])
    limit :limit
)
select t.tenant::text, d.run_id, d.epoch, d.queue, d.priority::smallint, d.due_at, d.started_at is null as first, t.place
from turn t
left join unnest(:heavy::text[], :weights::integer[]) h (tenant, weight) on h.tenant = t.tenant::text
cross join lateral (
    select u.*
    from generate_series(9, 0, -1) urgent (priority)
    cross join lateral (
        select s.*
        from (
            select r.run_id, r.epoch, r.queue, r.priority, r.due_at, r.started_at, r.workflow, r.version
            from penstock.run r
            where r.queue = (:queues::text[])[1] and r.tenant = t.tenant and r.priority = urgent.priority
              and r.state in ('queued', 'waiting') and not r.paused and r.due_at <= now()
            order by r.due_at
            limit :limit + 100
        ) s
        where case when (s.workflow, s.version) in (
            select w.workflow, w.version from unnest(:workflows::text[], :versions::text[]) w (workflow, version))
        then true end
        order by s.due_at
        limit :limit
    ) u
    limit least(:limit, coalesce(h.weight, 1) * ((:limit - 1) / (select count(*) from turn) + 1))
) d
union all
select v.tenant::text, null, null, null, null, null, v.again, v.place
from visit v
where v.place = :limit + 100 and (select count(*) from turn) < :limit

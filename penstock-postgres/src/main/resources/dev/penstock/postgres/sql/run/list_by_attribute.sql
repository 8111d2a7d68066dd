-- list_by_attribute: a page of a tenant's runs that carry the attributes, newest first
-- locks:  none
-- index:  run_attributes_idx
-- citus:  one shard, by tenant
-- rows:   0 … :limit
select r.tenant::text, r.run_id, r.workflow, r.version, r.state, r.paused,
    r.cancel_requested_at is not null as cancel_requested, r.priority, r.epoch, r.direct, r.idempotency_key,
    r.parent_run_id, r.continued_as, r.attributes, r.failure, r.created_at, r.started_at, r.completed_at, r.due_at,
    r.deadline_at, r.queue
from penstock.run r
where r.tenant = :tenant::${tenant} and r.attributes <> '{}' and r.attributes @> :attributes::jsonb
  and (:states::text[] is null or r.state = any (:states::text[]))
  and (:workflow::text is null or r.workflow = :workflow::text)
  and (not :direct_only or r.direct)
  and r.created_at >= :created_from::timestamptz
  and r.created_at < :created_before::timestamptz
  and (r.created_at, r.run_id) < (:after_created::timestamptz, :after_run::uuid)
order by r.created_at desc, r.run_id desc
limit :limit

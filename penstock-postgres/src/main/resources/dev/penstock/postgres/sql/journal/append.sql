-- append: make a flush of the journal durable, all of it in one commit
-- locks:  the worker's advisory lock, shared; run rows that end or park, in (run_id, tenant) order, with their parents
-- index:  run_pkey, step_pkey
-- citus:  one shard: penstock.append is distributed by p_route, and the tenants of the flush share its shard
-- rows:   one per refused entry or new run that existed, and per run of the worker whose cancellation was requested
select verdict, tenant, run_id, epoch
from penstock.append(
    :route::${tenant}, :worker::uuid, :resubmitted, :tenants::text[]::${tenant}[],
    :new_tenant::text[]::${tenant}[], :new_run::uuid[], :new_workflow::text[], :new_version::text[],
    :new_priority::smallint[], :new_queued::boolean[], :new_input::text[], :new_direct::boolean[],
    :new_delay_us::bigint[], :new_timeout_us::bigint[], :new_key::text[], :new_attributes::text[],
    :new_parent::uuid[], :new_detached::boolean[], :new_by::uuid[], :new_by_epoch::bigint[],
    :new_continues::boolean[], :new_queue::text[],
    :step_tenant::text[]::${tenant}[], :step_run::uuid[], :step_epoch::bigint[], :step_name::text[],
    :step_occurrence::integer[], :step_kind::text[], :step_duration_us::bigint[], :step_result::text[],
    :step_item::integer[], :step_state::text[], :step_failure::text[], :step_metadata::text[],
    :step_due_at_us::bigint[], :step_due_in_us::bigint[], :step_timed_out::boolean[], :step_replaces::boolean[],
    :attributes_tenant::text[]::${tenant}[], :attributes_run::uuid[], :attributes_epoch::bigint[],
    :attributes::text[],
    :move_tenant::text[]::${tenant}[], :move_run::uuid[], :move_epoch::bigint[], :move_state::text[],
    :move_output::text[], :move_failure::text[], :move_due_at_us::bigint[], :move_due_in_us::bigint[],
    :move_child::uuid[], :move_next::uuid[])

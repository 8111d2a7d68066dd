-- claim: give the candidates that nobody else has taken meanwhile to :worker, unless its lease has ended
-- locks:  the worker's advisory lock, shared; the runs claimed, in (run_id, tenant) order as the caller sorts them
-- index:  run_pkey
-- citus:  one shard: penstock.claim is distributed by p_route, and the tenants of the candidates share its shard
-- rows:   0 … number of candidates; the same again when repeated after a lost answer
select tenant, run_id, epoch, workflow, version, input, parent_run_id, detached, cancel_requested, priority,
    deadline_at, claimed_at, queue
from penstock.claim(
    :route::${tenant}, :worker::uuid, :pruning::text[]::${tenant}[], :tenants::text[]::${tenant}[], :runs::uuid[], :epochs::bigint[])

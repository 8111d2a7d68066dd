-- allowances: the limits of queues and tenants
-- locks:  none
-- index:  none, they are read whole
-- citus:  reference table, read on the node that is asked
-- rows:   one per queue and per tenant that was given an allowance
select a.kind, a.name, a.concurrency, a.worker_concurrency, a.rate_count, a.rate_period_us, a.rate_burst, a.weight
from penstock.allowance a

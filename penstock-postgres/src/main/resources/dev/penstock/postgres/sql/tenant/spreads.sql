-- spreads: the tenants that are spread over buckets
-- locks:  none
-- index:  none, they are read whole
-- citus:  reference table, read on the node that is asked
-- rows:   one per such tenant
select s.name, s.buckets
from penstock.spread s
where s.settled_at is not null

-- spread: how a tenant is spread, or is about to be
-- locks:  none
-- index:  spread_pkey
-- citus:  reference table, read on the node that is asked
-- rows:   0 or 1
select s.name, s.buckets, s.declared_at, s.settled_at is not null as settled
from penstock.spread s
where s.name = :name

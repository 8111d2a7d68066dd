-- take_back: what was declared then, unless it is settled
-- locks:  its row
-- index:  spread_pkey
-- citus:  reference table, written on every node
-- rows:   0 or 1 written
delete from penstock.spread s
where s.name = :name and s.declared_at = :declared_at::timestamptz and s.settled_at is null

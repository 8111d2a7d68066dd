-- settle: what was declared then and stands
-- locks:  its row
-- index:  spread_pkey
-- citus:  reference table, written on every node
-- rows:   0 or 1 written
update penstock.spread s set settled_at = now()
where s.name = :name and s.declared_at = :declared_at::timestamptz and s.settled_at is null

-- hold: limits, for as long as shares of them are dealt: one worker after the other
-- locks:  their rows, in the order of their names as the caller sorts them: one statement each
-- index:  allowance_pkey
-- citus:  reference table, written on every node: a write of nothing, because a row lock alone is not one for all nodes
-- rows:   0 or 1 written
update penstock.allowance a set weight = a.weight where a.kind = :kind and a.name = :name and a.concurrency is not null

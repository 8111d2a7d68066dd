-- draw: starts from a queue's rate, or back to it
-- locks:  the queue's row
-- index:  allowance_pkey
-- citus:  reference table, written on every node
-- rows:   1
select d.granted, d.next_in_us from penstock.draw(:queue, :wanted) d

-- take_share: all permits of a limit from a worker that uses none, or is gone
-- locks:  its row
-- index:  share_pkey
-- citus:  reference table, written on every node
-- rows:   0 or 1 written
delete from penstock.share s where s.kind = :kind and s.name = :name and s.worker_id = :worker::uuid

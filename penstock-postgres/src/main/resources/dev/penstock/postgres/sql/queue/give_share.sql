-- give_share: permits of a limit to a worker
-- locks:  its row
-- index:  share_pkey
-- citus:  reference table, written on every node
-- rows:   1 written
insert into penstock.share (kind, name, worker_id, permits, wanted)
values (:kind, :name, :worker::uuid, :permits, :wanted)
on conflict (kind, name, worker_id) do update set permits = excluded.permits, wanted = excluded.wanted

-- ring: notify the workers that listen that runs may be due, at most once in ten milliseconds
-- locks:  none; a commit that notifies waits for others that do
-- index:  worker_standing_idx
-- citus:  heard on the node where it is called
-- rows:   1, without meaning
select penstock.ring(:worker::uuid)

-- open: the transactions that are open on this server, prepared ones too; 'unseen' when it does not know of the spread yet
-- locks:  none
-- index:  spread_pkey
-- citus:  every node, see open_on_nodes
-- rows:   0 … one per transaction
select l.virtualtransaction || ' of process ' || l.pid as transaction
from pg_locks l
join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'virtualxid' and l.pid <> pg_backend_pid() and a.datname = current_database()
  and a.backend_type is distinct from 'autovacuum worker'
union all
select x.gid from pg_prepared_xacts x where x.database = current_database()
union all
select 'unseen' where not exists (select from penstock.spread s where s.name = :name)

-- nothing_is_left_prepared: transactions of this database that are neither committed nor rolled back; asked on each node
select p.gid, p.owner::text, format('prepared %s ago', now() - p.prepared)
from pg_prepared_xacts p
where p.database = current_database()
limit 1000

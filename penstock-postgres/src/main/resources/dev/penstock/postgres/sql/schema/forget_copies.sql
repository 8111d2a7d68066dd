-- forget_copies: the statements that drop the copies of functions for shards, before what they were copied from changes
-- locks:  none
-- index:  none
-- citus:  coordinator
-- rows:   one per copy; none on one PostgreSQL
select format('drop function %s', p.oid::regprocedure)
from pg_proc p
where p.pronamespace = 'penstock'::regnamespace and p.proname ~ :copies

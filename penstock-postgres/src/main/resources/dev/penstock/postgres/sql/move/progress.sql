-- progress: how far the copy has come, and about how many runs there are
-- locks:  none
-- index:  none
-- citus:  coordinator
-- rows:   1
select p.tenant::text, p.run_id, p.copied,
    (select greatest(c.reltuples, 0)::bigint from pg_class c where c.oid = to_regclass('penstock.run')) as runs
from penstock_move.progress p

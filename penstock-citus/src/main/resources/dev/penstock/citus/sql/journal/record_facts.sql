-- record_facts: facts are written down, each once: the first time counts
-- locks:  the rows
-- index:  fact_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   one per fact
insert into penstock_citus.fact (fingerprint, kind, subject, value)
select :fingerprint, f.kind, f.subject, f.value
from pg_catalog.jsonb_to_recordset(:facts::jsonb) f (kind text, subject text, value text)
on conflict (fingerprint, kind, subject) do nothing

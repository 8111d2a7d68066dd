-- measured: what a digest was made of; an older one of the same moment goes
-- locks:  the rows
-- index:  measured_pkey, digest_table
-- citus:  local tables of the coordinator, never distributed
-- rows:   1
with forgotten as (
    delete from penstock_citus.digest
    where fingerprint = :fingerprint and moment = :moment and table_name = :table_name
)
insert into penstock_citus.measured (fingerprint, moment, table_name, columns, tenant_column)
values (:fingerprint, :moment, :table_name, :columns::text[], :tenant_column)
on conflict (fingerprint, moment, table_name) do update
set columns = excluded.columns, tenant_column = excluded.tenant_column, measured_at = clock_timestamp()

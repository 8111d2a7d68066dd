-- measures: what was measured of a plan's tables
-- locks:  none
-- index:  measured_pkey
-- citus:  local tables of the coordinator, never distributed
-- rows:   one per table and moment
select m.moment, m.table_name, m.columns, m.tenant_column, m.measured_at::text,
       coalesce((
           select sum(d.row_count)
           from penstock_citus.digest d
           where d.fingerprint = m.fingerprint and d.moment = m.moment and d.table_name = m.table_name
       ), 0)::bigint as row_count
from penstock_citus.measured m
where m.fingerprint = :fingerprint
order by m.table_name, m.measured_at

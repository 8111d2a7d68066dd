-- differences: how the tenants of a table differ between two moments
-- locks:  none
-- index:  digest_table
-- citus:  local tables of the coordinator, never distributed
-- rows:   1
select count(*) as tenants,
       count(*) filter (where a.row_count = b.row_count and a.checksum = b.checksum) as equal,
       coalesce(sum(a.row_count), 0)::bigint as before_rows,
       coalesce(sum(b.row_count), 0)::bigint as after_rows,
       coalesce((array_agg(coalesce(a.tenant, b.tenant, 'null') order by coalesce(a.tenant, b.tenant))
           filter (where (a.row_count = b.row_count and a.checksum = b.checksum) is not true))[1:5], '{}') as samples,
       coalesce(sum(a.checksum), 0) = coalesce(sum(b.checksum), 0) as checksums_equal
from (
    select tenant, row_count, checksum from penstock_citus.digest
    where fingerprint = :fingerprint and moment = :earlier and table_name = :table_name
) a
full join (
    select tenant, row_count, checksum from penstock_citus.digest
    where fingerprint = :fingerprint and moment = :later and table_name = :table_name
) b on coalesce(a.tenant, '') = coalesce(b.tenant, '') and (a.tenant is null) = (b.tenant is null)

-- digest: rows and an order-independent checksum of a table, for each tenant
-- locks:  access share on the table
-- index:  none, the whole table is read
-- citus:  one task per shard, grouped there when the tenant is what the table is distributed by
-- rows:   one per tenant
insert into penstock_citus.digest (fingerprint, moment, table_name, tenant, row_count, checksum)
select :fingerprint, :moment, :table_name, d.tenant, d.row_count, d.checksum
from (
    select {tenant} as tenant,
           count(*) as row_count,
           sum(pg_catalog.hashtextextended(row({columns})::text, 0)::numeric) as checksum
    from {table} as t
    group by {tenant}
) d

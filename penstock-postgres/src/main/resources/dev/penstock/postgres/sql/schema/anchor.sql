-- anchor: the table that Penstock's tables are to be colocated with, and by which column it is distributed
-- locks:  none
-- index:  none
-- citus:  any node, from its own catalogs
-- rows:   1; nulls where there is no such table or it is not distributed by a column
select p.partmethod = 'h' as distributed,
    case when p.partmethod = 'h' then column_to_column_name(p.logicalrelid, p.partkey) end as column_name,
    (select format_type(a.atttypid, a.atttypmod)
     from pg_attribute a
     where a.attrelid = p.logicalrelid and a.attname = column_to_column_name(p.logicalrelid, p.partkey)) as column_type,
    p.colocationid as colocation
from (select to_regclass(:table)) t (oid)
left join pg_dist_partition p on p.logicalrelid = t.oid

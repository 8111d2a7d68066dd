-- node_grants: owners and grants of tables and columns; a part of node_copies, which says what places are
-- locks:  none
-- index:  none
-- citus:  the node that is asked
-- rows:   one per place and thing
select p.table_name, p.shard, 'owner ' || pg_catalog.pg_get_userbyid(c.relowner) as what, true as valid
from places p
join pg_catalog.pg_class c on c.oid = p.oid
union all
select p.table_name, p.shard,
       a.privilege_type || case when a.is_grantable then ' with grant option' else '' end || ' for '
           || coalesce(o.rolname::pg_catalog.text, 'public'),
       true
from places p
join pg_catalog.pg_class c on c.oid = p.oid
cross join lateral pg_catalog.aclexplode(
    coalesce(c.relacl, pg_catalog.acldefault(cast(cast('r' as pg_catalog.text) as "char"), c.relowner))) a
left join pg_catalog.pg_roles o on o.oid = a.grantee
union all
select p.table_name, p.shard,
       a.privilege_type || ' of column ' || t.attname || case when a.is_grantable then ' with grant option' else '' end
           || ' for ' || coalesce(o.rolname::pg_catalog.text, 'public'),
       true
from places p
join pg_catalog.pg_attribute t on t.attrelid = p.oid and t.attacl is not null
cross join lateral pg_catalog.aclexplode(t.attacl) a
left join pg_catalog.pg_roles o on o.oid = a.grantee

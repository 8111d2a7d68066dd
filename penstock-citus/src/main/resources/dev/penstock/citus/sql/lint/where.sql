-- where: which database this connection leads to, and as whom
-- locks:  none
-- index:  pg_database_oid_index
-- citus:  local
-- rows:   1
select pg_catalog.current_database()::text as database,
       session_user::text as role,
       coalesce(pg_catalog.shobj_description(d.oid, 'pg_database'), '') as mark,
       (select r.rolsuper or r.rolcreatedb or r.rolcreaterole or r.rolreplication
        from pg_catalog.pg_roles r
        where r.rolname = session_user) as mighty
from pg_catalog.pg_database d
where d.datname = pg_catalog.current_database()

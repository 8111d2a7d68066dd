-- alone: what this session makes is made on this node only
-- locks:  none
-- index:  none
-- citus:  local; settings that this version does not have are left out
-- rows:   one per setting
select pg_catalog.set_config(s.name, 'off', false)
from pg_catalog.unnest('{citus.enable_ddl_propagation,citus.enable_create_role_propagation,citus.enable_alter_role_propagation,citus.enable_alter_role_set_propagation,citus.enable_create_database_propagation}'::pg_catalog.text[]) s (name)
where pg_catalog.current_setting(s.name, true) is not null

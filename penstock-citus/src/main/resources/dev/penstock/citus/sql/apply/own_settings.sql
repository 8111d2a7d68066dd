-- own_settings: what the session has set for itself, such as a pool for each of its connections
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   one per setting
select s.name, pg_catalog.current_setting(s.name) as setting
from pg_catalog.pg_settings s
where s.source = 'session'
order by s.name

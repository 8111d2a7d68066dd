-- give_back: no lock of the session's is left, and what it has set for itself is as it was, or else as the server has it
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   one per setting
select pg_catalog.pg_advisory_unlock_all();
select pg_catalog.set_config(s.name, b.setting, false)
from pg_catalog.pg_settings s
left join rows from (pg_catalog.unnest(:names::text[]), pg_catalog.unnest(:settings::text[])) b (name, setting)
    on b.name = s.name
where s.source = 'session'

-- language: messages in English, because Citus tells many refusals apart by their text only
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   1
select pg_catalog.set_config('lc_messages', 'C', false)

-- sequence_value: where a sequence stands
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   1
select last_value, is_called from {sequence}

-- tell_changed: let the workers that listen read the limits again
-- locks:  none
-- index:  none
-- citus:  hears the node on which it is called; others read with their next heartbeat
-- rows:   1, without meaning
select pg_notify('penstock', 'allowances')

-- clean_up: drops what failed operations of Citus left behind
-- locks:  none
-- index:  none
-- citus:  on all nodes
-- rows:   0
call citus_cleanup_orphaned_resources()

-- clean_up: takes away slots and subscriptions that would keep a database from being dropped
-- locks:  those of what it takes away
-- index:  none
-- citus:  coordinator, and each node that holds something
-- rows:   none
call pg_catalog.citus_cleanup_orphaned_resources()

-- durable: whether a commit on this connection is durable when it is answered
-- locks:  none
-- index:  none
-- citus:  any node: the one that the connection goes to, from its own settings
-- rows:   1, the setting
select current_setting('synchronous_commit')

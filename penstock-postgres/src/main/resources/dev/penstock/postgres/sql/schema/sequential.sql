-- sequential: let the rest of the transaction use one connection to each node
-- locks:  none
-- index:  none
-- citus:  coordinator
-- rows:   none
set local citus.multi_shard_modify_mode = 'sequential'

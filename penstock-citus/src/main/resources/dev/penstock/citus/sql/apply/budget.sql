-- budget: how long a lock may be waited for, on every node, for the rest of the transaction
-- locks:  none
-- index:  none
-- citus:  the setting goes to the workers, because set local is said to be by the first one
-- rows:   0
set local citus.propagate_set_commands = 'local';
set local lock_timeout = {lock_timeout};
set local citus.multi_shard_modify_mode = 'sequential'

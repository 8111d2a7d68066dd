-- session: what the text of a value depends on, the same on every node for the rest of the transaction
-- locks:  none
-- index:  none
-- citus:  sent to the nodes, because set local is said to be by citus.propagate_set_commands
-- rows:   0
set local citus.propagate_set_commands = 'local';
set local timezone = 'UTC';
set local datestyle = 'ISO';
set local intervalstyle = 'postgres';
set local bytea_output = 'hex';
set local extra_float_digits = 1

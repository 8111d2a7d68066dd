-- isolation: the level at which transactions of this connection begin
-- locks:  none
-- index:  none
-- citus:  any node: the one that the connection goes to, from its own settings
-- rows:   1, the level
select current_setting('transaction_isolation')

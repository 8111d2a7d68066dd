-- budget_alone: how long a lock may be waited for outside of a transaction
-- locks:  none
-- index:  none
-- citus:  local: workers take their locks by their own setting
-- rows:   0
set lock_timeout = {lock_timeout}

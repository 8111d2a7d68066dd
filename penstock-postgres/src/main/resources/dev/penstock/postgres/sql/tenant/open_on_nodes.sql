-- open_on_nodes: what open finds, on each node
-- locks:  none
-- index:  none
-- citus:  every node, a call for each; only while a tenant is being spread
-- rows:   one per node
select n.nodeid, n.success, n.result
from run_command_on_all_nodes(format(
    'select coalesce(string_agg(o.transaction, chr(10)), '''') from (%s) o', replace(:query, '$1', quote_literal(:name)))) n

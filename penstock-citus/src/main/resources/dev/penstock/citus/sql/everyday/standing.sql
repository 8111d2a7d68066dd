-- standing: whether this node is the coordinator, and where that is
-- locks:  none
-- index:  none
-- citus:  local metadata; must not be sent where Citus is not installed
-- rows:   1
select pg_catalog.citus_is_coordinator() as coordinator,
       (select n.nodename || ':' || n.nodeport
        from pg_catalog.pg_dist_node n
        where n.groupid = 0 and n.noderole = 'primary'
        limit 1) as address

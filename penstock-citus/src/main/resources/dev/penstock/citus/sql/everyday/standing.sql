-- standing: whether this node is the coordinator, and where that is
-- locks:  none
-- index:  none
-- citus:  local metadata; must not be sent where Citus is not installed. Not citus_is_coordinator(), which says no as long as the
--         metadata has no node, as where there are no workers yet
-- rows:   1
select (select l.groupid = 0 from pg_catalog.pg_dist_local_group l) as coordinator,
       (select n.nodename || ':' || n.nodeport
        from pg_catalog.pg_dist_node n
        where n.groupid = 0 and n.noderole = 'primary'
        limit 1) as address

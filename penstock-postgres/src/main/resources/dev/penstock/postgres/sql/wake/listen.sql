-- listen: hear what penstock.ring notifies, on this connection
-- locks:  none
-- index:  none
-- citus:  hears the node that the connection goes to
-- rows:   none
listen penstock

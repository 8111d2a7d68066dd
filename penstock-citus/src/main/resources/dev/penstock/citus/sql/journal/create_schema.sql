-- create_schema: the schema that the tool keeps its journal in
-- locks:  none
-- index:  none
-- citus:  propagated, without tables; schema-based sharding is switched off in the session
-- rows:   0
create schema if not exists penstock_citus

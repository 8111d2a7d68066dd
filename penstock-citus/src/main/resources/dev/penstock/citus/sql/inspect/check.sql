-- check: rows that should not be, counted, and a few of them shown
-- locks:  access share on the tables
-- index:  depends on the tables; the timeout bounds a scan
-- citus:  as the tables lie; a join that Citus refuses is reported as not checked
-- rows:   1
with bad as materialized (
    select {key} as key, {shown} as shown
    from {from}
    where {condition}
)
select
    (select count(*) from bad) as count,
    array(select concat_ws(': ', b.key, b.shown) from bad b limit {samples}) as samples

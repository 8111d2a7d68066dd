-- parameters: the types of a prepared statement's parameters; of a domain the type below it, of an array that of its elements
-- locks:  none
-- index:  pg_type_oid_index
-- citus:  local
-- rows:   one per parameter, in order
select
    coalesce(e.typname, b.typname, t.typname)::text as type,
    coalesce(e.typcategory, b.typcategory, t.typcategory)::text as category,
    e.oid is not null as array,
    array(
        select l.enumlabel::text from pg_catalog.pg_enum l
        where l.enumtypid = coalesce(e.oid, b.oid, t.oid) order by l.enumsortorder) as labels
from pg_catalog.pg_prepared_statements p
cross join unnest(p.parameter_types::oid[]) with ordinality u (type, number)
join pg_catalog.pg_type t on t.oid = u.type
left join pg_catalog.pg_type b on b.oid = t.typbasetype
left join pg_catalog.pg_type e on e.oid = t.typelem and t.typcategory = 'A'
where p.name = :name
order by u.number

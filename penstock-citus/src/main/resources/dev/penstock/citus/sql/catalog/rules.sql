-- rules: rewrite rules of tables and views; the one that makes a view a view is not listed
-- locks:  none
-- index:  pg_rewrite by relation
-- citus:  local
-- rows:   one per rule
select
    r.oid::bigint as oid,
    r.ev_class::bigint as table_oid,
    r.rulename::text as name,
    case r.ev_enabled when 'D' then 'DISABLED' when 'R' then 'REPLICA' when 'A' then 'ALWAYS' else 'ORIGIN' end as enabled,
    pg_get_ruledef(r.oid) as definition,
    obj_description(r.oid, 'pg_rewrite') as comment
from pg_rewrite r
join pg_class c on c.oid = r.ev_class
where c.relnamespace = any (:namespaces::oid[]) and r.rulename <> '_RETURN'
order by r.ev_class, r.rulename

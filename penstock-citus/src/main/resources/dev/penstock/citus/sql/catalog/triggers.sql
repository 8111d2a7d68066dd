-- triggers: triggers that somebody made; those behind constraints are not listed
-- locks:  none
-- index:  pg_trigger by relation
-- citus:  local
-- rows:   one per trigger
select
    tg.oid::bigint as oid,
    tg.tgrelid::bigint as table_oid,
    tg.tgname::text as name,
    jsonb_build_object('schema', fn.nspname, 'name', f.proname) as function,
    case tg.tgenabled when 'D' then 'DISABLED' when 'R' then 'REPLICA' when 'A' then 'ALWAYS' else 'ORIGIN' end as enabled,
    tg.tgconstraint <> 0 as "constraint",
    nullif((to_jsonb(tg) ->> 'tgparentid')::bigint, 0) as parent_oid,
    pg_get_triggerdef(tg.oid) as definition,
    obj_description(tg.oid, 'pg_trigger') as comment
from pg_trigger tg
join pg_class c on c.oid = tg.tgrelid
join pg_proc f on f.oid = tg.tgfoid
join pg_namespace fn on fn.oid = f.pronamespace
where c.relnamespace = any (:namespaces::oid[]) and not tg.tgisinternal
order by tg.tgrelid, tg.tgname

-- twins: the statements that make an empty table like each of the given ones, beside them in penstock_move
-- locks:  none
-- index:  none
-- citus:  coordinator, from the catalogs
-- rows:   a few per table, in the order in which they are to be executed
select d.statement
from pg_class c
cross join lateral (
    select 1, '', format('create table penstock_move.%1$I (like penstock.%1$I including all excluding indexes)', c.relname)
    union all
    select 2, '', format('alter table penstock_move.%I owner to %I', c.relname, pg_get_userbyid(c.relowner))
    union all
    select 3, '', format('alter table penstock_move.%I set (%s)', c.relname, array_to_string(c.reloptions, ', '))
    where c.reloptions is not null
    union all
    select 4, k.conname, format('alter table penstock_move.%I add constraint %I %s', c.relname, k.conname,
        pg_get_constraintdef(k.oid))
    from pg_constraint k
    where k.conrelid = c.oid and k.contype in ('p', 'u', 'x')
    union all
    select 5, i.indexrelid::regclass::text, replace(pg_get_indexdef(i.indexrelid),
        format(' ON penstock.%I ', c.relname), format(' ON penstock_move.%I ', c.relname))
    from pg_index i
    where i.indrelid = c.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
    union all
    select 6, a.privilege_type, format('grant %s on penstock_move.%I to %s%s', a.privilege_type, c.relname,
        case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
        case when a.is_grantable then ' with grant option' else '' end)
    from aclexplode(c.relacl) a
    where a.grantee <> c.relowner
    union all
    select 7, t.attname, format('grant %s (%I) on penstock_move.%I to %s%s', a.privilege_type, t.attname, c.relname,
        case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
        case when a.is_grantable then ' with grant option' else '' end)
    from pg_attribute t
    cross join lateral aclexplode(t.attacl) a
    where t.attrelid = c.oid and not t.attisdropped and a.grantee <> c.relowner
) d (place, name, statement)
where c.relnamespace = 'penstock'::regnamespace and c.relkind = 'r' and format('%I', c.relname) = any (:tables::text[])
order by c.relname <> 'run', c.relname, d.place, d.name

-- dependents: what is not Penstock's and would stay with the old tables: views, functions with a body of SQL, foreign
--             keys, triggers, policies and publications
-- locks:  none
-- index:  none
-- citus:  coordinator, from the catalogs
-- rows:   one per object, nearly always 0
select pg_describe_object(d.classid, d.objid, d.objsubid) as object
from pg_depend d
join pg_class c on d.refclassid = 'pg_class'::regclass and c.oid = d.refobjid
where c.relnamespace = 'penstock'::regnamespace and c.relkind = 'r' and d.deptype in ('n', 'a')
  and (select count(*) from pg_attribute a
       where a.attrelid = c.oid and a.attname in ('tenant', 'run_id') and not a.attisdropped) = 2
  and (d.classid in ('pg_rewrite'::regclass, 'pg_proc'::regclass, 'pg_policy'::regclass, 'pg_publication_rel'::regclass)
    or d.classid = 'pg_trigger'::regclass
        and not (select t.tgisinternal or t.tgname like 'penstock\_move\_%' from pg_trigger t where t.oid = d.objid)
    or d.classid = 'pg_constraint'::regclass
        and (select k.contype = 'f' from pg_constraint k where k.oid = d.objid))
group by 1
order by 1

-- A schema in lines: columns, constraints, indexes, triggers, comments, grants, what is distributed and how.
with tables as (
    select c.oid, c.relname, c.relkind, c.relacl from pg_class c
    where c.relnamespace = cast(:schema as regnamespace) and c.relkind in ('r', 'p', 'v', 'S')
)
select line from (
    select format('%s %s %s %s', t.relkind, t.relname, t.relacl, obj_description(t.oid, 'pg_class')) as line from tables t
    union all
    select format('column %s.%s %s %s %s %s %s %s %s', t.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), col_description(t.oid, a.attnum), a.attacl)
    from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
    where t.relkind <> 'S'
    union all
    select format('constraint %s %s %s %s %s', t.relname, k.conname, pg_get_constraintdef(k.oid), k.convalidated,
        obj_description(k.oid, 'pg_constraint'))
    from tables t join pg_constraint k on k.conrelid = t.oid
    union all
    select format('index %s %s %s', pg_get_indexdef(i.indexrelid), i.indisvalid, obj_description(i.indexrelid, 'pg_class'))
    from tables t join pg_index i on i.indrelid = t.oid
    union all
    select format('statistics %s', pg_get_statisticsobjdef(s.oid)) from tables t join pg_statistic_ext s on s.stxrelid = t.oid
    union all
    select format('sequence %s %s %s %s %s', t.relname, s.seqincrement, s.seqstart, d.deptype, a.attname)
    from tables t join pg_sequence s on s.seqrelid = t.oid
    left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = t.oid and d.refobjsubid > 0 and d.deptype in ('a', 'i')
    left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    union all
    select format('trigger %s', pg_get_triggerdef(g.oid)) from tables t join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
    union all
    select format('function %s', p.oid::regprocedure) from pg_proc p
    where p.pronamespace = cast(:schema as regnamespace) or p.pronamespace = to_regnamespace('penstock_plan') and p.proname ~ :schema
    union all
    select format('distributed %s %s %s %s', t.relname, p.partmethod, p.repmodel,
        case when p.partmethod = 'h' then column_to_column_name(p.logicalrelid, p.partkey) end
            || (dense_rank() over (partition by p.partmethod order by p.colocationid)))
    from tables t join pg_dist_partition p on p.logicalrelid = t.oid
    union all
    select format('stranded %s', t.relname) from tables t join pg_dist_partition p on p.logicalrelid = t.oid
    where pg_relation_size(t.oid) > 0 and p.repmodel <> 'x' and (p.partmethod = 'h' or p.repmodel = 't')
) l
order by line

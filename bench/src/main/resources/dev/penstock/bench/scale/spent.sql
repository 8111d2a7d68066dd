-- spent: server time and pages touched since the last reset, by what the statements are for
select
    case
        when query ~ 'penstock\.(append|start)\(|insert into penstock\.(step|run)' then 'journal'
        when query ~ 'penstock\.(claim|histories)|urgent|due_at|queue' then 'claim'
        else 'other'
    end as purpose,
    sum(total_exec_time) * 1000 as us,
    sum(shared_blks_hit + shared_blks_read) as pages,
    sum(shared_blks_dirtied) as dirtied
from pg_stat_statements s
join pg_database d on d.oid = s.dbid
where d.datname = current_database() and query !~* 'pg_stat_statements|^vacuum|generate_series\(\$\d+::bigint'
group by purpose

-- callers_were_told_what_is_recorded: runs that ended with something else than their caller was told
select t.tenant, t.run_id::text, format('told %s, ended with %s', t.output, r.output #>> '{}')
from chaos.told t
join penstock.run r on r.tenant = t.tenant and r.run_id = t.run_id
where t.output <> '' and case
    when t.output like 'failed:%' then r.state <> 'failed'
    else t.output is distinct from (r.output #>> '{}') end
limit 1000

-- a_key_was_answered_with_one_run: idempotency keys for which callers were told of different runs
select t.tenant, t.key, format('%s runs', count(distinct t.run_id))
from chaos.told t
group by t.tenant, t.key
having count(distinct t.run_id) > 1
limit 1000

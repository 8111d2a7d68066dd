-- shares: who holds permits of limits
-- locks:  none; the answer stands only for those limits that the transaction holds
-- index:  allowance_pkey, share_pkey
-- citus:  reference tables, read on the node that is asked
-- rows:   per limit, one for each worker that holds or wants permits; one without a worker when none does
select a.kind, a.name, a.concurrency, (extract(epoch from now()) / :turn_s)::bigint as turn, s.worker_id, s.permits,
    s.wanted
from unnest(:kinds::text[], :names::text[]) d (kind, name)
join penstock.allowance a on a.kind = d.kind and a.name = d.name
left join penstock.share s on s.kind = a.kind and s.name = a.name
where a.concurrency is not null

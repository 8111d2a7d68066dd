-- background_jobs: jobs of Citus that move shards
-- locks:  none
-- index:  none
-- citus:  local
-- rows:   one per job
select j.job_id as id, coalesce(j.description, j.job_type::text) as description
from pg_catalog.pg_dist_background_job j
where j.state in ('scheduled', 'running', 'cancelling')
order by 1

-- settled: a record that a successor has made is not taken for one's own
-- online: yes, a new body of a function     locks: none that anybody waits for     undo: the body before

-- Whether a step has settled while the worker held the run, once its writes that are under way have ended: for one whose
-- connection was lost while it committed. Under the hands of another worker the record may be that one's, with another
-- result. p_tenants as in penstock.append.
create or replace function penstock.settled(
    p_route ${tenant}, p_tenants ${tenant}[], p_run uuid, p_worker uuid, p_name text, p_occurrence integer,
    p_item integer) returns boolean
language plpgsql volatile
set enable_seqscan = off
as $$
declare
    v_holder uuid;
begin
    if p_tenants is null then
        perform penstock.refuse_if_sharded();
        perform penstock.lock_out(p_worker);
    else
        perform penstock.fence(p_route, p_tenants, p_tenants, array[p_run], null, null);
    end if;
    select r.worker into v_holder from penstock.run r where r.tenant = p_route and r.run_id = p_run;
    return v_holder is not distinct from p_worker and exists (
        select from penstock.step s
        where s.tenant = p_route and s.run_id = p_run and s.name = p_name and s.occurrence = p_occurrence
          and s.item = p_item and (s.state = 'completed' or s.state = 'failed' and s.due_at is null));
end $$;

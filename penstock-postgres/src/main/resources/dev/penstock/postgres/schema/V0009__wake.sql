-- wake: how workers are told that runs may be due
-- online: yes, a new sequence and function     locks: none that anybody waits for     undo: drop them

-- When the newest notification was sent, in milliseconds since 1970. A sequence, because it is seen at once by all
-- sessions, whatever becomes of their transactions, and nobody waits for it; unlogged, because it need not survive.
create unlogged sequence penstock.rung_at as bigint minvalue 0 start 0;

-- Notifies the workers that listen, once the transaction commits: at most one notification in ten milliseconds, because
-- commits that notify wait for each other, and none when p_by is the only worker; on Citus nobody looks for others, who
-- may be known on a node that is down. Whoever hears one looks more than once, so it does not matter that it may be
-- sent before the newest run is visible.
-- penstock:allow CIT312 because who listens on another node finds due runs at its next look
create function penstock.ring(p_by uuid) returns void
language plpgsql volatile as $$
declare
    v_now bigint := extract(epoch from clock_timestamp()) * 1000;
begin
    -- Only the coordinator of a Citus cluster has the sequence; who listens on another node is told every time.
    if to_regclass('penstock.rung_at') is null then
        perform pg_notify('penstock', '');
        return;
    end if;
    if abs(v_now - (select s.last_value from penstock.rung_at s)) < 10 then
        return;
    end if;
    if not penstock.sharded() then
        perform from penstock.worker w where w.ended_at is null and w.worker_id is distinct from p_by limit 1;
        if not found then
            return;
        end if;
    end if;
    perform setval('penstock.rung_at', v_now);
    perform pg_notify('penstock', '');
end $$;

-- queues: runs wait in queues, and queues and tenants have allowances that all workers keep together
-- online: yes, new tables and a new function     locks: none that anybody waits for     undo: drop them

create table penstock.allowance (
    kind               text        not null,
    name               text        not null,
    concurrency        integer,
    worker_concurrency integer,
    rate_count         integer,
    rate_period_us     bigint,
    rate_burst         integer,
    drawn_until_us     bigint      not null default 0,
    weight             integer     not null default 1,
    changed_at         timestamptz not null,

    constraint allowance_pkey primary key (kind, name),
    constraint allowance_kind check (kind in ('queue', 'tenant')),
    constraint allowance_numbers check (
        least(concurrency, worker_concurrency, rate_count, rate_period_us, rate_burst, weight) >= 1),
    constraint allowance_rate check (num_nulls(rate_count, rate_period_us, rate_burst) in (0, 3))
);
comment on table penstock.allowance is 'What the runs of a queue, or of a tenant, may use at once and in time.';
comment on column penstock.allowance.drawn_until_us is
    'Up to when the rate is used up, in microseconds since 1970, when one start is taken to last period / count.';

create table penstock.share (
    kind      text    not null,
    name      text    not null,
    worker_id uuid    not null,
    permits   integer not null,
    wanted    integer not null,

    constraint share_pkey primary key (kind, name, worker_id),
    constraint share_numbers check (least(permits, wanted) >= 0)
);
comment on table penstock.share is 'The part of an allowance''s concurrency that one worker may use without asking.';

-- Draws up to p_wanted starts from a queue's rate; a negative number gives starts back that were not made. Returns how
-- many were granted and, when fewer than wanted, the microseconds until there is another. In any stretch of time t no
-- more than burst + t * count / period are granted.
create function penstock.draw(p_queue text, p_wanted integer, out granted integer, out next_in_us bigint)
language plpgsql volatile as $$
declare
    v_start_us bigint;
    v_until_us bigint;
    v_room_us  bigint;
    v_burst    integer;
    v_now_us   bigint;
begin
    -- A write of nothing, under which others wait: on Citus, where the table is on every node, a row lock would not do.
    update penstock.allowance a set drawn_until_us = a.drawn_until_us where a.kind = 'queue' and a.name = p_queue;
    v_now_us := extract(epoch from clock_timestamp()) * 1000000;
    select ceil(a.rate_period_us::numeric / a.rate_count), a.rate_burst, greatest(a.drawn_until_us, v_now_us)
    into v_start_us, v_burst, v_until_us
    from penstock.allowance a
    where a.kind = 'queue' and a.name = p_queue;
    if v_start_us is null then
        granted := p_wanted;
        return;
    end if;
    v_room_us := v_now_us + v_burst * v_start_us - v_until_us;
    granted := least(p_wanted, greatest(v_room_us, 0) / v_start_us);
    if granted < p_wanted then
        next_in_us := (granted + 1) * v_start_us - v_room_us;
    end if;
    update penstock.allowance a set drawn_until_us = v_until_us + granted * v_start_us
    where a.kind = 'queue' and a.name = p_queue;
end $$;

-- Forms that bodies in PL/pgSQL are made of.
do $$
<<outer>>
declare
    a int := 1; b constant text not null default 'x'; c record; d text[] = '{}'; e public.orders%rowtype; f public.orders.total%type;
    g cursor (n int) for select 1 where n > 0; h refcursor; i alias for a; "J" numeric(10, 2) collate "C";
begin
    a := a + 1; d[a] = b || 'y'; c.x := (select max(total) from public.orders);
    if a > 1 and not exists (select 1 from public.orders) then null; elsif a is null then return; else raise notice 'a is %', a; end if;
    case a when 1, 2 then perform public.touch(a); when 3 then null; else a := 0; end case;
    case when a > b::int then a := 2; end case;
    while a < 10 loop a := a + 1; continue when a = 5; exit outer when a > 7; end loop;
    for n in reverse 10..1 by 2 loop raise debug '%', n; end loop;
    for c in select * from public.orders o where o.total > a order by 1 limit 5 loop delete from public.orders where total = c.x; end loop;
    for c in execute 'select 1' using a, b loop exit; end loop;
    for c in g(1) loop null; end loop;
    for c in update public.orders set total = 0 returning * loop null; end loop;
    foreach a slice 1 in array d loop null; end loop;
end outer
$$;
do $$
#variable_conflict use_column
declare a int; b int; r record; h refcursor; g cursor (n int) for select n; i int;
begin
    select x, y into strict a, b from public.pair where x = 1 for update;
    select into r * from public.pair;
    insert into public.pair (x, y) values (1, 2) on conflict (x) do update set y = excluded.y returning y into b;
    update public.pair set y = y + 1 where x = a returning x, y into a, r.y;
    with gone as (delete from public.pair returning x) select count(*) into a from gone;
    execute format('select %I from public.pair where x = $1', 'y') into a using b;
    get diagnostics a = row_count;
    open h for select 1; fetch next from h into a; fetch h into a, b; move forward 5 in h; close h;
    open g(1); open h no scroll for execute 'select 1' using a;
    return query select 1, 2; return query execute 'select 1' using a; return next r;
    raise exception 'no % of %', a, b using errcode = '22023', hint = 'ask'; raise sqlstate '22023'; raise unique_violation using message = 'x'; raise;
    assert a > 0, 'a is negative';
    lock table public.pair in exclusive mode; create index concurrently i on public.pair (x); call public.p(a, b); commit; rollback and chain;
    truncate public.pair; alter table public.pair add column z int default 0; drop table if exists public.gone cascade;
exception
    when unique_violation or sqlstate '23503' then get stacked diagnostics b = message_text; raise;
    when others then begin null; exception when others then null; end;
end $$;
do $$
declare commit text := 'a'; insert int; merge record; continue int[]; a int;
begin
    commit := 'b'; insert = 1; merge.x := 2; continue[1] := insert;
    if insert > 0 then commit := null; end if;
    select 1, 'x' into insert, a;
    select x into strict commit from public.pair where x = insert;
    insert into public.pair (x, y) values (insert, 2);
    commit; rollback;
end $$;

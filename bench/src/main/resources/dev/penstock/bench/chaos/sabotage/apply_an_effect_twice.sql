-- apply_an_effect_twice
insert into chaos.effect (tenant, run_id, step, result) values (:tenant, :run, 'enter-1', 'again')

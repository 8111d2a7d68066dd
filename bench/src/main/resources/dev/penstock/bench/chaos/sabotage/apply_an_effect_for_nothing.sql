-- apply_an_effect_for_nothing: committed, and its step is not
insert into chaos.effect (tenant, run_id, step, result) values (:tenant, :run, 'enter-9', 'for nothing')

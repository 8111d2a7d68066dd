package dev.penstock.bench.contestant;

import dev.penstock.Penstock;
import dev.penstock.Tenant;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.workflow.Workflow;
import java.util.Map;

/** Penstock as an application would use it, with a workflow of steps that do nothing but return. */
final class PenstockRuns implements Contestant {

    /** Twice the callers of the heaviest load: a caller may start its next run before the slot of the last one is free. */
    private static final int SLOTS = 2_000;

    private static final Workflow<Order, Reserved> FULFIL =
            Workflow.define("fulfil", Order.class, Reserved.class, (order, run) -> {
                var last = Reserved.number(0);
                for (int i = 1; i <= order.steps(); i++) {
                    int step = i;
                    last = run.step("reserve-" + step, Reserved.class, () -> Reserved.number(step));
                }
                return last;
            });

    private final Penstock penstock;
    private final Tenant tenant;

    PenstockRuns(Setting setting) {
        penstock = Penstock.connect(setting.url(), setting.user(), setting.password())
                .register(FULFIL)
                .worker(options -> options.withSlots(SLOTS))
                .start();
        tenant = penstock.tenant("default");
    }

    @Override
    public Lap lap(Load load) throws Exception {
        var order = Order.of(load.steps());
        return ClosedLoop.lap(load, () -> tenant.start(FULFIL, order).result());
    }

    @Override
    public Map<String, String> setUp() {
        return Map.of("lanes", Integer.toString(JournalOptions.defaults().lanes()), "slots", Integer.toString(SLOTS));
    }

    @Override
    public void close() {
        penstock.close();
    }
}

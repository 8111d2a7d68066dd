package dev.penstock.bench.contestant;

import dev.penstock.Penstock;
import dev.penstock.Tenant;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.workflow.Workflow;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

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

    private static final Map<Integer, Parcel[]> PARCELS = new ConcurrentHashMap<>();

    /** The input is the number of steps and the size of a parcel. */
    private static final Workflow<int[], Integer> SHIP =
            Workflow.define("ship", int[].class, Integer.class, (order, run) -> {
                int shipped = 0;
                var parcels = PARCELS.computeIfAbsent(order[1], Parcel::ofBytes);
                for (int i = 1; i <= order[0]; i++) {
                    var parcel = parcels[(i + run.id().hashCode() & Integer.MAX_VALUE) % parcels.length];
                    shipped += run.step("ship-" + i, Parcel.class, () -> parcel)
                            .content()
                            .length();
                }
                return shipped;
            });

    private final Penstock penstock;

    PenstockRuns(Setting setting) {
        penstock = Penstock.connect(setting.url(), setting.user(), setting.password())
                .register(FULFIL, SHIP)
                .worker(options -> options.withSlots(SLOTS))
                .start();
    }

    @Override
    public Lap lap(Load load) throws Exception {
        var order = Order.of(load.steps());
        if (load.payloadBytes() > 0) {
            var parcels = new int[] {load.steps(), load.payloadBytes()};
            var tenant = penstock.tenant("default");
            return ClosedLoop.lap(load, () -> tenant.start(SHIP, parcels).result());
        }
        if (load.tenants() == 1) {
            var tenant = penstock.tenant("default");
            return ClosedLoop.lap(load, () -> tenant.start(FULFIL, order).result());
        }
        var tenants = new Tenant[load.tenants()];
        for (int at = 0; at < tenants.length; at++) {
            tenants[at] = penstock.tenant("tenant-" + at);
        }
        var next = new AtomicInteger();
        return ClosedLoop.lap(
                load,
                () -> tenants[Math.floorMod(next.getAndIncrement(), tenants.length)]
                        .start(FULFIL, order)
                        .result());
    }

    @Override
    public Map<String, String> setUp() {
        return Map.of(
                "lanes", Integer.toString(JournalOptions.defaults().lanes()),
                "slots", Integer.toString(SLOTS),
                "store", penstock.description());
    }

    @Override
    public void close() {
        penstock.close();
    }
}

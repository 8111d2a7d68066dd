package dev.penstock.postgres.fault;

import dev.penstock.codec.JsonCodec;
import dev.penstock.engine.Engine;
import dev.penstock.postgres.ChildJvm;
import dev.penstock.postgres.PostgresStoreProvider;
import dev.penstock.run.Start;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
import dev.penstock.workflow.Workflow;
import java.time.Duration;
import java.util.List;

/** A worker process that dies at a {@link CrashPoint} of a run whose first and only step is to call a child. */
final class ParentVictim {

    /** Its only effect is in a transaction, so it happens once wherever the process dies. */
    static final Workflow<String, String> CHILD = Workflow.define(
            "pack",
            String.class,
            String.class,
            (order, run) -> run.transaction("pack", String.class, tx -> {
                try (var statement = tx.createStatement()) {
                    statement.executeUpdate("insert into effect (what) values ('pack')");
                }
                return "packed " + order;
            }));

    static final Workflow<String, String> PARENT = Workflow.define(
            "fulfil", String.class, String.class, (order, run) -> run.call(CHILD, order) + " and fulfilled");

    private ParentVictim() {}

    public static void main(String... arguments) throws Exception {
        var source = new StoreSource.Url(arguments[0], arguments[1], arguments[2]);
        var point = CrashPoint.valueOf(arguments[3]);
        var store = new CrashingStore(new PostgresStoreProvider().open(source, StoreOptions.defaults()), point);
        try (var engine = new Engine(store, List.of(PARENT, CHILD), new JsonCodec(), Victim.options("victim"))) {
            var run = engine.start(Victim.TENANT, PARENT, Victim.ORDER, Start.idempotencyKey(Victim.ORDER));
            ChildJvm.tell(engine.await(run, Duration.ofSeconds(20)).toString());
        }
        ChildJvm.tell("survived " + point);
    }
}

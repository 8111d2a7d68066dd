package dev.penstock.postgres.fault;

import dev.penstock.codec.JsonCodec;
import dev.penstock.engine.Engine;
import dev.penstock.engine.EngineOptions;
import dev.penstock.postgres.ChildJvm;
import dev.penstock.postgres.PostgresStoreProvider;
import dev.penstock.run.Start;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
import dev.penstock.workflow.Workflow;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A worker process that dies at a {@link CrashPoint}, and the workflow that it and its successor execute. */
final class Victim {

    static final String TENANT = "acme";
    static final String ORDER = "order-7";

    private Victim() {}

    public static void main(String... arguments) throws Exception {
        var source = new StoreSource.Url(arguments[0], arguments[1], arguments[2]);
        var point = CrashPoint.valueOf(arguments[3]);
        var store = new CrashingStore(new PostgresStoreProvider().open(source, StoreOptions.defaults()), point);
        var workflow = workflow(source, point);
        try (var engine = new Engine(store, List.of(workflow), new JsonCodec(), options("victim"))) {
            var run = engine.start(TENANT, workflow, ORDER, Start.idempotencyKey(ORDER));
            ChildJvm.tell(engine.await(run, Duration.ofSeconds(20)).toString());
        }
        ChildJvm.tell("survived " + point);
    }

    /** A short lease, and no wait stays in memory. */
    static EngineOptions options(String name) {
        return EngineOptions.defaults()
                .withWorker(name)
                .withLease(Duration.ofSeconds(1))
                .withEvictAfter(Duration.ZERO)
                .withPoll(Duration.ofMillis(20));
    }

    /** Reserve with an effect outside, ship with one in the transaction, a sleep, and one more effect outside. */
    static Workflow<String, String> workflow(StoreSource.Url source, CrashPoint point) {
        return Workflow.define("fulfil", String.class, String.class, (order, run) -> {
            var hold = run.step("reserve", String.class, () -> {
                point.reached(CrashPoint.BEFORE_STEP_EFFECT);
                effect(source, "reserve");
                point.reached(CrashPoint.AFTER_STEP_EFFECT);
                return "hold " + order;
            });
            var shipment = run.transaction("ship", String.class, tx -> {
                write(tx, "ship");
                return "ship " + order;
            });
            run.sleep(Duration.ofMillis(30));
            var mail = run.step("mail", String.class, () -> {
                effect(source, "mail");
                return "mail " + order;
            });
            return String.join(", ", hold, shipment, mail);
        });
    }

    private static void effect(StoreSource.Url source, String what) throws SQLException {
        try (var connection = DriverManager.getConnection(source.url(), source.user(), source.password())) {
            write(connection, what);
        }
    }

    private static void write(Connection connection, String what) throws SQLException {
        try (var statement = connection.prepareStatement("insert into effect (what) values (?)")) {
            statement.setString(1, what);
            statement.executeUpdate();
        }
    }
}

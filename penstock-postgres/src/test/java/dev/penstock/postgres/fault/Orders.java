package dev.penstock.postgres.fault;

import dev.penstock.Penstock;
import dev.penstock.RunHandle;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.run.Start;
import dev.penstock.workflow.Workflow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Orders that somebody starts without a pause until told to stop: steps, transactional steps, sleeps and a child each, all
 * of which return something new each time they are executed. And the proof from the database that each counted once.
 */
final class Orders implements AutoCloseable {

    /** Reserve, ship, two sleeps, the child. */
    static final int STEPS = 5;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int TENANTS = 12;
    private static final int IN_FLIGHT = 40;

    private static final Workflow<Integer, String> PACK = Workflow.define(
            "pack", Integer.class, String.class, (order, run) -> run.step("pack", String.class, Orders::unique));

    private static final Workflow<Integer, String> ORDER =
            Workflow.define("order", Integer.class, String.class, (order, run) -> {
                var reserved = run.step("reserve", String.class, Orders::unique);
                run.sleep(Duration.ofMillis(3));
                var shipped = run.transaction("ship", String.class, tx -> ship(tx, run.tenant()));
                run.sleep(Duration.ofMillis(3));
                return reserved + " " + shipped + " " + run.call(PACK, order);
            });

    private final Penstock penstock;
    private final String name;
    private final CompletableFuture<Integer> started;
    private volatile boolean stopped;

    private Orders(Penstock penstock, String name) {
        this.penstock = penstock;
        this.name = name;
        this.started = CompletableFuture.supplyAsync(this::startOneAfterTheOther, Thread::startVirtualThread);
    }

    /** A worker that lets go of every waiting run, and starts orders. */
    static Orders begin(String name, String url, String user, String password) {
        return new Orders(
                Penstock.connect(url, user, password)
                        .worker(options -> options.withWorker(name)
                                .withLease(Duration.ofSeconds(2))
                                .withEvictAfter(Duration.ZERO)
                                .withPoll(Duration.ofMillis(20)))
                        .register(ORDER, PACK)
                        .start(),
                name);
    }

    private int startOneAfterTheOther() {
        var flight = new ArrayDeque<RunHandle<String>>();
        int number = 0;
        while (!stopped) {
            flight.add(penstock.tenant("tenant-" + number % TENANTS)
                    .start(ORDER, number, Start.idempotencyKey(name + "-" + number)));
            number++;
            if (flight.size() > IN_FLIGHT) {
                flight.removeFirst().result(LIMIT);
            }
        }
        flight.forEach(handle -> handle.result(LIMIT));
        return number;
    }

    /** Starts no more, and returns how many were started when all have ended. */
    int stop() {
        stopped = true;
        return started.join();
    }

    /** Fails when starting has. */
    boolean goesOn() {
        if (started.isDone()) {
            throw new AssertionError("no more orders are started: " + started.join());
        }
        return true;
    }

    String description() {
        return penstock.description();
    }

    @Override
    public void close() {
        stopped = true;
        penstock.close(Duration.ofMillis(100));
    }

    private static String unique() {
        return UUID.randomUUID().toString();
    }

    private static String ship(Connection connection, String tenant) throws SQLException {
        var result = unique();
        try (var statement = connection.prepareStatement("insert into effect (tenant, result) values (?, ?)")) {
            statement.setString(1, tenant);
            statement.setString(2, result);
            statement.executeUpdate();
        }
        return result;
    }

    /** What is true of each order when all have ended; each query counts those of which it is not. */
    static final String UNFINISHED = "select count(*) from penstock.run r where r.state <> 'completed'";

    static final String WITHOUT_CHILD = """
            select count(*) from penstock.run r where r.workflow = 'order' and 1 <> (
                select count(*) from penstock.run c where c.tenant = r.tenant and c.parent_run_id = r.run_id)""";

    static final String WRONG_STEPS = """
            select count(*)
            from penstock.run r
            left join (
                select s.tenant, s.run_id, count(*) as number,
                    max(s.result #>> '{}') filter (where s.name = 'reserve') as reserved,
                    max(s.result #>> '{}') filter (where s.name = 'ship') as shipped
                from penstock.step s
                group by s.tenant, s.run_id
            ) s on s.tenant = r.tenant and s.run_id = r.run_id
            where r.workflow = 'order' and (s.number is distinct from 5
                or strpos(r.output #>> '{}', s.reserved || ' ' || s.shipped || ' ') <> 1)""";

    static final String EFFECTS_WITHOUT_STEP = """
            select count(*)
            from effect e
            left join penstock.step s on s.tenant = e.tenant and s.name = 'ship' and s.result #>> '{}' = e.result
            where s.tenant is null""";

    static long orders(TestDatabase database, String name) {
        return Load.count(
                database,
                "select count(*) from penstock.run where workflow = 'order' and idempotency_key like '" + name + "-%'");
    }
}

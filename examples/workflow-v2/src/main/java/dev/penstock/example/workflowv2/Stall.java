package dev.penstock.example.workflowv2;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how long the longest write has to wait while the tables move, online against blocking. */
@Command(
        name = "stall",
        description = {
            "Makes the ten tables in a schema of their own, writes them with several connections, applies the plan, and says how"
                    + " long the longest transaction took: in quiet, while preparing, and while moving.",
            "The database must be that of a Citus coordinator; nothing else should run on the cluster. The schema is dropped in the end."
        },
        mixinStandardHelpOptions = true)
public final class Stall implements Callable<Integer> {

    private static final Duration QUIET = Duration.ofSeconds(5);

    @Option(names = "--url", required = true, paramLabel = "JDBC-URL", description = "The coordinator.")
    private String url = "";

    @Option(
            names = "--rows",
            split = ",",
            defaultValue = "200000,1000000",
            description =
                    "Rows of the largest table, the steps; about three times as many in all. Default: ${DEFAULT-VALUE}")
    private List<Integer> rows = new ArrayList<>();

    @Option(names = "--mode", split = ",", defaultValue = "ONLINE,BLOCKING", description = "Default: ${DEFAULT-VALUE}")
    private List<ApplyOptions.Mode> modes = new ArrayList<>();

    @Option(names = "--writers", defaultValue = "4", description = "Connections that write. Default: ${DEFAULT-VALUE}")
    private int writers;

    @Option(
            names = "--online-from",
            defaultValue = "8",
            paramLabel = "MEGABYTES",
            description = "Tables of this size and more are copied online. Default: ${DEFAULT-VALUE}")
    private long onlineFromMegabytes;

    @Option(names = "--json", description = "A line of JSON for each measurement.")
    private boolean json;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Stall())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws SQLException {
        if (!json) {
            System.out.println(
                    "|  rows   | mode     | duration | transactions | worst quiet | worst preparing | worst moving | > 100 ms | failed | lost |");
            System.out.println(
                    "|--------:|----------|---------:|-------------:|------------:|----------------:|-------------:|---------:|-------:|-----:|");
        }
        boolean lost = false;
        for (int count : rows) {
            for (var mode : modes) {
                lost |= measure(count, mode) > 0;
            }
        }
        return lost ? 1 : 0;
    }

    private long measure(int count, ApplyOptions.Mode mode) throws SQLException {
        // The journal knows a plan by its text; a new name makes a new plan.
        String schema = "workflow_v2_stall_" + UUID.randomUUID().toString().substring(0, 8);
        execute("create schema " + schema);
        try (var connection = connect()) {
            WorkflowTables.create(connection, schema, count / 5);
        }
        Plan plan;
        try (var connection = connect()) {
            plan = WorkflowPlan.of(connection, schema, onlineFromMegabytes << 20);
        }
        var options = ApplyOptions.defaults().withMode(mode).withLongTransaction(Duration.ofMinutes(10));
        DataSource source = new Connections(url);
        var phases = new Phases();
        long began = System.nanoTime();
        try (var application = Writers.start(source, schema, writers)) {
            phases.ledger = application.ledger();
            pause();
            phases.next("preparing");
            began = System.nanoTime();
            applyUntilAsked(source, plan, options, phases);
            application.deploy();
            Applier.apply(source, plan, options.confirming(WorkflowPlan.GATES), phases);
            phases.next("after");
            long nanos = System.nanoTime() - began;
            application.close();
            long lost = Losses.of(connect(), schema, application.ledger()).size();
            report(count, mode, Duration.ofNanos(nanos), phases, application.ledger(), lost);
            return lost;
        } finally {
            execute("drop schema " + schema + " cascade");
        }
    }

    private static void applyUntilAsked(DataSource source, Plan plan, ApplyOptions options, Watcher watcher) {
        try {
            Applier.apply(source, plan, options.confirming(Set.of()), watcher);
        } catch (CitusException asked) {
            if (asked.code() != CitusErrorCode.GATE_CLOSED) {
                throw asked;
            }
        }
    }

    private void report(int count, ApplyOptions.Mode mode, Duration took, Phases phases, Ledger ledger, long lost) {
        String format = json
                ? "{\"rows\":%d,\"mode\":\"%s\",\"seconds\":%.1f,\"transactions\":%d,\"quiet_ms\":%.0f,\"preparing_ms\":%.0f,"
                        + "\"moving_ms\":%.0f,\"slow\":%d,\"failed\":%d,\"lost\":%d}%n"
                : "| %d | %s | %.1f s | %d | %.0f ms | %.0f ms | %.0f ms | %d | %d | %d |%n";
        System.out.printf(
                Locale.ROOT,
                format,
                count,
                mode.name().toLowerCase(Locale.ROOT),
                took.toMillis() / 1e3,
                ledger.transactions(),
                phases.worst("quiet"),
                phases.worst("preparing"),
                phases.worst("moving"),
                ledger.slow(),
                ledger.failures(),
                lost);
        ledger.reasons().forEach((reason, times) -> System.err.println("  failed " + times + " times: " + reason));
    }

    private static void pause() {
        try {
            Thread.sleep(QUIET);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    private void execute(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Which part the longest transaction fell into. */
    private static final class Phases implements Watcher {

        private final java.util.Map<String, Double> worst = new java.util.HashMap<>();
        private @Nullable Ledger ledger;
        private String now = "quiet";

        void next(String phase) {
            var book = ledger;
            if (book != null) {
                worst.merge(now, book.longestMillisSinceAsked(), Math::max);
            }
            now = phase;
        }

        double worst(String phase) {
            return worst.getOrDefault(phase, 0.0);
        }

        @Override
        public void began(Operation operation) {
            next(
                    switch (operation.phase()) {
                        case EXPAND, BACKFILL, CONSTRAIN -> "preparing";
                        case DISTRIBUTE -> "moving";
                        case VERIFY, CONTRACT -> "after";
                    });
        }

        @Override
        public void retrying(Operation operation, int attempt, Duration pause, String why) {
            System.err.println("  " + operation.id() + ": attempt " + attempt + " given up, " + why);
        }
    }
}

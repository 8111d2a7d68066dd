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
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how long the longest write has to wait while the tables move, online against blocking. */
@Command(
        name = "stall",
        description = {
            "Makes the ten tables in a schema of their own, writes them with several connections, applies the plan, and says how"
                    + " long the longest transaction took: in quiet, while preparing, and while moving, and in which"
                    + " operation the longest of all ended. Online and blocking take turns.",
            "The database must be that of a Citus coordinator; nothing else should run on the cluster. The schema is dropped in the end."
        },
        mixinStandardHelpOptions = true)
public final class Stall implements Callable<Integer> {

    private static final Duration QUIET = Duration.ofSeconds(5);

    /** An operation that does not get its locks by then ends the measurement. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

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

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Measurements of each size and mode. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--json", description = "A line of JSON for each measurement.")
    private boolean json;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Stall())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws SQLException {
        line(
                "rows",
                "mode",
                "round",
                "seconds",
                "transactions",
                "quiet ms",
                "preparing ms",
                "moving ms",
                "> 100 ms",
                "failed",
                "lost",
                "longest in");
        line("--:", "--", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--");
        var all = new ArrayList<Measured>();
        for (int count : rows) {
            for (int round = 1; round <= rounds; round++) {
                for (var mode : modes) {
                    var measured = measure(count, mode, round);
                    all.add(measured);
                    measured.print(json);
                }
            }
        }
        if (!json && rounds > 1) {
            System.out.println();
            for (int count : rows) {
                for (var mode : modes) {
                    summarize(count, mode, all);
                }
            }
        }
        return all.stream().anyMatch(measured -> measured.lost() > 0) ? 1 : 0;
    }

    private static void summarize(int count, ApplyOptions.Mode mode, List<Measured> all) {
        var stalls = all.stream()
                .filter(measured -> measured.rows() == count && measured.mode() == mode)
                .map(Measured::worst)
                .sorted()
                .toList();
        System.out.printf(
                Locale.ROOT,
                "%,d rows, %s: longest write %,.0f ms (median of %d), %,.0f ms (worst)%n",
                count,
                mode.name().toLowerCase(Locale.ROOT),
                stalls.get(stalls.size() / 2),
                stalls.size(),
                stalls.getLast());
    }

    private void line(Object... cells) {
        if (!json) {
            System.out.println(Measured.row(cells));
        }
    }

    private Measured measure(int count, ApplyOptions.Mode mode, int round) throws SQLException {
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
        var options = ApplyOptions.defaults()
                .withMode(mode)
                .withLocks(ApplyOptions.defaults().lockTimeout(), PATIENCE)
                .withLongTransaction(Duration.ofMinutes(10));
        DataSource source = new Connections(url);
        long began = System.nanoTime();
        try (var application = Writers.start(source, schema, writers)) {
            var phases = new Phases(application.ledger());
            pause();
            phases.next("preparing", "");
            began = System.nanoTime();
            applyUntilAsked(source, plan, options, phases);
            application.deploy();
            Applier.apply(source, plan, options.confirming(WorkflowPlan.GATES), phases);
            phases.next("after", "");
            long nanos = System.nanoTime() - began;
            application.close();
            long lost = Losses.of(connect(), schema, application.ledger()).size();
            application
                    .ledger()
                    .reasons()
                    .forEach((reason, times) -> System.err.println("  failed " + times + " times: " + reason));
            return phases.measured(count, mode, round, Duration.ofNanos(nanos), lost);
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

    /**
     * One run of a plan.
     *
     * @param slow transactions of more than 100 ms
     * @param operation in which the longest transaction ended
     */
    private record Measured(
            int rows,
            ApplyOptions.Mode mode,
            int round,
            double seconds,
            long transactions,
            double quietMillis,
            double preparingMillis,
            double movingMillis,
            long slow,
            long failed,
            long lost,
            String operation) {

        double worst() {
            return Math.max(preparingMillis, movingMillis);
        }

        void print(boolean json) {
            String kind = mode.name().toLowerCase(Locale.ROOT);
            System.out.println(
                    json
                            ? String.format(
                                    Locale.ROOT,
                                    "{\"rows\":%d,\"mode\":\"%s\",\"round\":%d,\"seconds\":%.1f,\"transactions\":%d,"
                                            + "\"quiet_ms\":%.0f,\"preparing_ms\":%.0f,\"moving_ms\":%.0f,\"slow\":%d,"
                                            + "\"failed\":%d,\"lost\":%d,\"longest_in\":\"%s\"}",
                                    rows,
                                    kind,
                                    round,
                                    seconds,
                                    transactions,
                                    quietMillis,
                                    preparingMillis,
                                    movingMillis,
                                    slow,
                                    failed,
                                    lost,
                                    operation)
                            : row(
                                    rows,
                                    kind,
                                    round,
                                    String.format(Locale.ROOT, "%.1f", seconds),
                                    transactions,
                                    Math.round(quietMillis),
                                    Math.round(preparingMillis),
                                    Math.round(movingMillis),
                                    slow,
                                    failed,
                                    lost,
                                    operation));
        }

        static String row(Object... cells) {
            return String.format(
                    Locale.ROOT,
                    "| %8s | %-8s | %5s | %7s | %12s | %8s | %12s | %9s | %8s | %6s | %4s | %-48s |",
                    cells);
        }
    }

    /** Which operation the longest transactions fell into. */
    private static final class Phases implements Watcher {

        private final Ledger ledger;
        private final java.util.Map<String, Double> worst = new java.util.HashMap<>();
        private String phase = "quiet";
        private String operation = "";
        private String slowest = "";
        private double longest;

        Phases(Ledger ledger) {
            this.ledger = ledger;
        }

        void next(String next, String id) {
            double millis = ledger.longestMillisSinceAsked();
            worst.merge(phase, millis, Math::max);
            if (!operation.isEmpty() && millis > longest) {
                longest = millis;
                slowest = operation;
            }
            phase = next;
            operation = id;
        }

        Measured measured(int rows, ApplyOptions.Mode mode, int round, Duration took, long lost) {
            return new Measured(
                    rows,
                    mode,
                    round,
                    took.toMillis() / 1e3,
                    ledger.transactions(),
                    worst.getOrDefault("quiet", 0.0),
                    worst.getOrDefault("preparing", 0.0),
                    worst.getOrDefault("moving", 0.0),
                    ledger.slow(),
                    ledger.failures(),
                    lost,
                    slowest);
        }

        @Override
        public void began(Operation operation) {
            next(
                    switch (operation.phase()) {
                        case EXPAND, BACKFILL, CONSTRAIN -> "preparing";
                        case DISTRIBUTE, VERIFY, CONTRACT -> "moving";
                    },
                    operation.id());
        }

        @Override
        public void retrying(Operation operation, int attempt, Duration pause, String why) {
            System.err.println("  " + operation.id() + ": attempt " + attempt + " given up, " + why);
        }
    }
}

package dev.penstock.cli.demo;

import dev.penstock.cli.terminal.Figures;
import dev.penstock.cli.terminal.Json;
import dev.penstock.cli.terminal.Progress;
import dev.penstock.cli.terminal.Terminal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fulfils the orders of the file, kills the worker half way if asked, and proves what came of it. */
public final class Demo {

    /**
     * What to do.
     *
     * @param orders how many orders of the file at most
     * @param crash whether the worker is a process of its own that is killed half way
     * @param mainClass the program's main class, to start that process with
     */
    public record Options(Path directory, int orders, boolean crash, boolean json, String mainClass) {}

    private static final Duration GLANCE = Duration.ofMillis(100);
    /** Often enough not to miss the middle of a demo with few orders. */
    private static final Duration STARE = Duration.ofMillis(25);

    private static final Duration SESSIONS_END = Duration.ofSeconds(10);

    private final Options options;
    private final Terminal terminal;
    private final Progress progress;
    private final OrderFile file;

    private Demo(Options options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
        this.progress = new Progress(terminal, "orders");
        this.file = OrderFile.load().first(options.orders());
    }

    /**
     * Returns whether everything that was promised holds.
     *
     * <p>Errors: it could not be carried out → {@link DemoFailure} or {@code PEN-3nnn}, {@code PEN-5nnn}.
     */
    public static boolean run(Options options, Terminal terminal) throws Exception {
        var report = new Demo(options, terminal).run();
        if (options.json()) {
            terminal.out().println(Json.write(report));
        } else {
            ReportText.lines(report, terminal.ink()).forEach(terminal.out()::println);
        }
        return report.holds();
    }

    private Report run() throws Exception {
        progress.say(Figures.count(file.orders().size()) + " orders of " + Figures.counted(file.tenants(), "tenant")
                + " to fulfil, " + Figures.counted(file.skipped().size(), "row") + " skipped");
        try (var database = DemoDatabase.open(options.directory(), progress::say)) {
            database.place(file.orders());
            var watch = new Watch(database.connection(), progress, file.orders().size());
            var crash = options.crash() ? fulfilInSpiteOfCrash(database, watch) : fulfil(database, watch);
            progress.end();
            return Report.read(database.connection(), options.directory().toString(), file, crash);
        }
    }

    private @Nullable Crash fulfil(DemoDatabase database, Watch watch) throws Exception {
        try (var hand = new WorkerThread(database.address())) {
            watch.until(this::allFinished, hand, GLANCE);
        }
        return null;
    }

    private Crash fulfilInSpiteOfCrash(DemoDatabase database, Watch watch) throws Exception {
        var connection = database.connection();
        long half = Math.max(
                1,
                file.orders().stream()
                                .filter(order -> !Fate.of(order).declined())
                                .count()
                        / 2);
        long process;
        int exitStatus;
        try (var hand = new WorkerProcess(database.address(), options.mainClass())) {
            progress.say("the worker is process " + hand.pid());
            watch.until(counts -> counts.shipped() >= half, hand, STARE);
            process = hand.pid();
            exitStatus = hand.kill();
        }
        awaitEndOfSessions(connection);
        var figures = rememberKill(connection, process);
        progress.say(terminal.errInk().yellow("killed process " + process + " with SIGKILL") + " after "
                + Figures.counted(figures.getOrDefault("shipped", 0L), "shipment") + ", with "
                + Figures.counted(figures.getOrDefault("in_flight", 0L), "run") + " in flight; starting the next");
        try (var hand = new WorkerProcess(database.address(), options.mainClass())) {
            watch.until(this::allFinished, hand, GLANCE);
            hand.end();
        }
        return Answer.one(
                connection,
                "recovery",
                row -> new Crash(
                        process,
                        exitStatus,
                        figures,
                        Answer.numbers(connection, "calls_again"),
                        row.getLong("first_ms"),
                        row.getLong("last_ms")));
    }

    private boolean allFinished(Counts counts) {
        return counts.finished() >= file.orders().size();
    }

    /** What the dead process had sent is carried out to its end by the server; only then does nothing change any more. */
    private static void awaitEndOfSessions(Connection connection) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + SESSIONS_END.toNanos();
        while (Answer.one(connection, "sessions", row -> row.getLong(1)) > 0) {
            if (System.nanoTime() > deadline) {
                throw new DemoFailure(
                        "the killed worker's database sessions did not end within " + Figures.took(SESSIONS_END));
            }
            Thread.sleep(STARE);
        }
    }

    private static Map<String, Long> rememberKill(Connection connection, long process) throws SQLException {
        try (var insert = connection.prepareStatement(DemoResource.sql("remember_kill"))) {
            insert.setLong(1, process);
            try (var row = insert.executeQuery()) {
                row.next();
                return Answer.columns(row, 1);
            }
        }
    }
}

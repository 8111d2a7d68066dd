package dev.penstock.bench.scale;

import dev.penstock.Penstock;
import dev.penstock.bench.report.Progress;
import dev.penstock.bench.report.Table;
import dev.penstock.bench.trial.Database;
import dev.penstock.bench.trial.Trials;
import dev.penstock.run.Start;
import dev.penstock.workflow.Workflow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * In a JVM of its own: what a start, a claim and a step cost the server with ever more finished runs in the tables. A
 * client starts runs while nobody works; then a worker claims and executes them.
 */
final class GrowthTrial {

    private static final int STEPS = 3;
    private static final int STARTERS = 64;
    private static final int TENANTS = 100;
    private static final long CHUNK = 250_000;

    private final Database database;
    private final int runs;
    private final Progress progress = new Progress(System.err);
    private final AtomicInteger executed = new AtomicInteger();
    private final Workflow<Integer, Integer> grow =
            Workflow.define("grow", Integer.class, Integer.class, (number, run) -> {
                for (int at = 1; at <= STEPS; at++) {
                    run.step("reserve-" + at, Integer.class, () -> number);
                }
                executed.incrementAndGet();
                return number;
            });
    private final Table table = new Table(
            0,
            "finished runs",
            "on disk MB",
            "us/start",
            "pages",
            "us/claim",
            "pages",
            "us/step",
            "pages",
            "start",
            "claim",
            "step");
    private long finished;
    private double[] first = {};

    private GrowthTrial(Database database, int runs) {
        this.database = database;
        this.runs = runs;
    }

    /** What the server spent on one purpose. */
    private record Spent(double micros, double pages) {
        Spent per(double number) {
            return new Spent(micros / number, pages / number);
        }
    }

    public static void main(String... arguments) throws Exception {
        var database = new Database(arguments[0], arguments[1], arguments[2]);
        Penstock.connect(database.url(), database.user(), database.password())
                .client()
                .close();
        database.execute("create extension pg_stat_statements");
        var trial = new GrowthTrial(database, Integer.parseInt(arguments[3]));
        trial.measure(); // for the caches and the compiler
        trial.table.clear();
        trial.first = new double[] {};
        for (int at = 4; at < arguments.length; at++) {
            trial.grow(Long.parseLong(arguments[at]));
            trial.measure();
        }
        trial.progress.done();
        System.out.print(trial.table.text());
        System.out.println("The last three columns: times as much as with the fewest finished runs; flat is 1.0.");
        System.exit(0);
    }

    private void grow(long upTo) throws SQLException {
        while (finished < upTo) {
            progress.now(String.format(Locale.ROOT, "making %,d of %,d finished runs", finished, upTo));
            long next = Math.min(upTo, finished + CHUNK);
            try (var connection = database.connect();
                    var settings = connection.createStatement();
                    var insert = connection.prepareStatement(sql("finished_runs"))) {
                settings.execute("set synchronous_commit = off");
                insert.setLong(1, finished + 1);
                insert.setLong(2, next);
                insert.executeUpdate();
            }
            finished = next;
        }
        progress.now("vacuum and checkpoint");
        database.execute("vacuum (analyze) penstock.run, penstock.step");
        database.execute("checkpoint");
    }

    private void measure() throws Exception {
        progress.now(String.format(Locale.ROOT, "measuring with %,d finished runs", finished));
        database.execute("select pg_stat_statements_reset()");
        start();
        var start = spent().getOrDefault("journal", new Spent(0, 0)).per(runs);
        database.execute("select pg_stat_statements_reset()");
        work();
        var worked = spent();
        var claim = worked.getOrDefault("claim", new Spent(0, 0)).per(runs);
        var step = worked.getOrDefault("journal", new Spent(0, 0)).per((double) runs * STEPS);
        double[] now = {start.micros, claim.micros, step.micros};
        if (first.length == 0) {
            first = now;
        }
        double megabytes = database.count(
                        "select pg_total_relation_size('penstock.run') + pg_total_relation_size('penstock.step')")
                / 1e6;
        table.row(
                String.format(Locale.ROOT, "%,d", finished),
                String.format(Locale.ROOT, "%,.0f", megabytes),
                one(start.micros),
                one(start.pages),
                one(claim.micros),
                one(claim.pages),
                one(step.micros),
                one(step.pages),
                one(now[0] / first[0]),
                one(now[1] / first[1]),
                one(now[2] / first[2]));
        Trials.record(
                "growth",
                "finished_runs",
                finished,
                "megabytes",
                megabytes,
                "start_us",
                start.micros,
                "start_pages",
                start.pages,
                "claim_us",
                claim.micros,
                "claim_pages",
                claim.pages,
                "step_us",
                step.micros,
                "step_pages",
                step.pages);
    }

    private void start() throws InterruptedException {
        try (var client = Penstock.connect(database.url(), database.user(), database.password())
                .client()) {
            var atOnce = new Semaphore(STARTERS);
            for (int at = 0; at < runs; at++) {
                int number = at;
                atOnce.acquire();
                Thread.ofVirtual().start(() -> {
                    try {
                        client.tenant("tenant-" + number % TENANTS).start(grow, number, Start.options());
                    } finally {
                        atOnce.release();
                    }
                });
            }
            atOnce.acquire(STARTERS);
        }
    }

    private void work() {
        executed.set(0);
        var worker = Penstock.connect(database.url(), database.user(), database.password())
                .register(grow)
                .start();
        while (executed.get() < runs) {
            LockSupport.parkNanos(1_000_000);
        }
        // Lets the last ones end.
        worker.close();
    }

    private Map<String, Spent> spent() throws SQLException {
        var spent = new HashMap<String, Spent>();
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql("spent"))) {
            while (rows.next()) {
                spent.put(rows.getString("purpose"), new Spent(rows.getDouble("us"), rows.getDouble("pages")));
            }
        }
        return spent;
    }

    private static String sql(String name) {
        try (var in = Objects.requireNonNull(GrowthTrial.class.getResourceAsStream(name + ".sql"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String one(double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }
}

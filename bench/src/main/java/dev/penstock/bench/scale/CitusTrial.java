package dev.penstock.bench.scale;

import dev.penstock.bench.contestant.Lap;
import dev.penstock.bench.contestant.Load;
import dev.penstock.bench.report.Progress;
import dev.penstock.bench.report.Table;
import dev.penstock.bench.server.Environment;
import dev.penstock.bench.trial.Where;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * One PostgreSQL beside a three-node Citus on the same processors, in turns, with few and many tenants and workers; and how
 * the work on Citus is shared among its nodes.
 */
final class CitusTrial {

    static final String DATABASE = "penstock_bench_citus";

    private static final double TARGET = 0.5;
    private static final int TARGET_TENANTS = 1_000;

    /** What is varied, and how long each turn is. */
    record Plan(
            List<Integer> tenants,
            List<Integer> workers,
            int inFlight,
            int steps,
            int rounds,
            long millis,
            int shards) {}

    private record Place(int tenants, int workers, String store) {}

    private final Plan plan;
    private final Where where;
    private final Progress progress;
    private final List<Team> teams;
    private final long syncMicros;
    private final Map<Place, List<Lap>> laps = new LinkedHashMap<>();

    CitusTrial(Plan plan, Where where, Progress progress, List<Team> teams) {
        this.plan = plan;
        this.where = where;
        this.progress = progress;
        this.teams = teams;
        this.syncMicros = teams.getFirst()
                .server()
                .folder()
                .map(Path::getParent)
                .map(Environment::syncMicros)
                .orElse(0L);
    }

    void run() throws Exception {
        warmUp();
        for (int round = 1; round <= plan.rounds(); round++) {
            for (int tenants : plan.tenants()) {
                for (int workers : plan.workers()) {
                    for (var team : teams) {
                        progress.now("round " + round + " of " + plan.rounds() + ": "
                                + team.server().title() + ", " + tenants + " tenants, " + workers + " workers");
                        laps.computeIfAbsent(
                                        new Place(
                                                tenants, workers, team.server().title()),
                                        absent -> new ArrayList<>())
                                .add(team.lap(workers, load(tenants, plan.millis())));
                    }
                }
            }
        }
        progress.done();
        System.out.print(speeds());
        System.out.printf(Locale.ROOT, "%nShare of the work by node, counted in a lap of its own%n%n");
        var table = new Table(
                3,
                "store",
                "node",
                "tenants",
                "workers",
                "sessions",
                "statements/step",
                "share",
                "commits/step",
                "WAL B/step",
                "CPU us/step",
                "share");
        for (int tenants : plan.tenants()) {
            for (int workers : plan.workers()) {
                for (var team : teams) {
                    progress.now(
                            "counting " + team.server().title() + ", " + tenants + " tenants, " + workers + " workers");
                    count(team, tenants, workers, table);
                }
                table.gap();
            }
        }
        progress.done();
        System.out.print(table.text());
    }

    private Load load(int tenants, long millis) {
        return new Load(plan.inFlight(), plan.steps(), millis).withTenants(tenants);
    }

    private void warmUp() throws Exception {
        int most = plan.workers().stream().mapToInt(Integer::intValue).max().orElse(1);
        for (var team : teams) {
            for (int tenants : plan.tenants()) {
                progress.now("warming up " + team.server().title() + " with " + tenants + " tenants");
                team.lap(most, load(tenants, plan.millis()));
            }
        }
    }

    private String speeds() {
        var table = new Table(
                0,
                "tenants",
                "workers",
                "PostgreSQL steps/s",
                "(lowest-highest)",
                "Citus steps/s",
                "(lowest-highest)",
                "Citus / PostgreSQL",
                "client us/step",
                "p50 ms",
                "target");
        for (int tenants : plan.tenants()) {
            for (int workers : plan.workers()) {
                var postgres = laps.get(new Place(tenants, workers, "PostgreSQL"));
                var citus = laps.get(new Place(tenants, workers, "Citus"));
                if (postgres == null || citus == null) {
                    continue;
                }
                double ratio = median(citus) / median(postgres);
                table.row(
                        whole(tenants),
                        whole(workers),
                        whole(median(postgres)),
                        range(postgres),
                        whole(median(citus)),
                        range(citus),
                        String.format(Locale.ROOT, "%.2f", ratio),
                        clientMicros(postgres) + " / " + clientMicros(citus),
                        p50(postgres) + " / " + p50(citus),
                        tenants != TARGET_TENANTS ? "" : ">= " + TARGET + (ratio >= TARGET ? " met" : " MISSED"));
            }
        }
        return String.format(
                        Locale.ROOT,
                        "%d-step runs, %,d in flight, medians of %d rounds%n%n",
                        plan.steps(),
                        plan.inFlight(),
                        plan.rounds())
                + table.text();
    }

    private void count(Team team, int tenants, int workers, Table table) throws Exception {
        var load = load(tenants, plan.millis());
        var lap = new Lap[1];
        var shares = NodeShare.during(team, () -> lap[0] = team.lap(workers, load));
        double steps = lap[0].steps();
        double allStatements = shares.stream()
                .mapToLong(share -> share.counted().statements().orElse(0))
                .sum();
        double allCpu = shares.stream().mapToLong(NodeShare::cpuNanos).sum();
        var nodes = new ArrayList<Map<String, Object>>();
        for (var share : shares) {
            var counted = share.counted();
            double statements = counted.statements().orElse(0);
            table.row(
                    team.server().title(),
                    share.node(),
                    whole(tenants),
                    whole(workers),
                    Long.toString(share.sessions()),
                    String.format(Locale.ROOT, "%.4f", statements / steps),
                    percent(statements / allStatements),
                    String.format(Locale.ROOT, "%.4f", counted.commits().orElse(0) / steps),
                    whole(counted.walBytes() / steps),
                    String.format(Locale.ROOT, "%.1f", share.cpuNanos() / 1e3 / steps),
                    percent(share.cpuNanos() / allCpu));
            var node = new LinkedHashMap<String, Object>();
            node.put("node", share.node());
            node.put("sessions", share.sessions());
            node.put("statements_per_step", statements / steps);
            node.put("commits_per_step", counted.commits().orElse(0) / steps);
            node.put("wal_bytes_per_step", counted.walBytes() / steps);
            node.put("cpu_us_per_step", share.cpuNanos() / 1e3 / steps);
            nodes.add(node);
        }
        record(team, tenants, workers, lap[0], nodes);
    }

    private void record(Team team, int tenants, int workers, Lap counted, List<Map<String, Object>> nodes)
            throws SQLException {
        var timed = laps.getOrDefault(new Place(tenants, workers, team.server().title()), List.of());
        var found = new LinkedHashMap<String, Object>();
        found.put("trial", "citus");
        found.put("store", team.server().title());
        found.put("tenants", tenants);
        found.put("workers", workers);
        found.put("in_flight", plan.inFlight());
        found.put("steps_per_run", plan.steps());
        found.put("shards", team.server().nodes().size() > 1 ? plan.shards() : 0);
        found.put("sync_us", syncMicros);
        found.put("steps_per_second", timed.isEmpty() ? counted.stepsPerSecond() : median(timed));
        found.put("client_us_per_step", timed.isEmpty() ? micros(counted) : median(timed, CitusTrial::micros));
        found.put("nodes", nodes);
        found.put("laps", timed);
        where.record(teams.getFirst().server(), found);
    }

    private static double micros(Lap lap) {
        return lap.cpuNanos() / 1e3 / lap.steps();
    }

    private static double median(List<Lap> laps) {
        return median(laps, Lap::stepsPerSecond);
    }

    private static double median(List<Lap> laps, ToDoubleFunction<Lap> value) {
        double[] sorted = laps.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String range(List<Lap> laps) {
        double[] sorted =
                laps.stream().mapToDouble(Lap::stepsPerSecond).sorted().toArray();
        return "(" + whole(sorted[0]) + "-" + whole(sorted[sorted.length - 1]) + ")";
    }

    private static String clientMicros(List<Lap> laps) {
        return whole(median(laps, CitusTrial::micros));
    }

    private static String p50(List<Lap> laps) {
        return whole(Arrays.stream(laps.stream().mapToLong(Lap::p50Nanos).toArray())
                        .average()
                        .orElse(0)
                / 1e6);
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}

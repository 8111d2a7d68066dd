package dev.penstock.bench.scale;

import dev.penstock.Penstock;
import dev.penstock.Tenant;
import dev.penstock.bench.contestant.Lap;
import dev.penstock.bench.contestant.Load;
import dev.penstock.bench.report.Progress;
import dev.penstock.bench.report.Table;
import dev.penstock.bench.trial.Where;
import dev.penstock.run.RunQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One tenant that is all there is, on three nodes: as it is, and spread over buckets. */
final class BucketsTrial {

    private static final String TENANT = "default";
    private static final int LISTINGS = 200;
    private static final int PAGE = 100;

    /** How a tenant lies, 1 for one that is not spread. */
    record Situation(int buckets, Team team) {}

    private final List<Situation> situations;
    private final Load load;
    private final int rounds;
    private final Where where;
    private final Progress progress;

    BucketsTrial(List<Situation> situations, Load load, int rounds, Where where, Progress progress) {
        this.situations = situations;
        this.load = load;
        this.rounds = rounds;
        this.where = where;
        this.progress = progress;
    }

    /** In the team's database, before its first run. */
    static void spread(Team team, int buckets) {
        if (buckets > 1) {
            try (var penstock = client(team)) {
                penstock.tenant(TENANT).spread(buckets);
            }
        }
    }

    private static Penstock client(Team team) {
        var server = team.server();
        return Penstock.connect(server.url(team.database()), server.user(), server.password())
                .connections(3)
                .client();
    }

    void run() throws Exception {
        var laps = new LinkedHashMap<Integer, List<Lap>>();
        for (int round = 0; round <= rounds; round++) {
            for (var situation : situations) {
                progress.now("round " + round + " of " + rounds + ": " + situation.buckets() + " buckets");
                var lap = situation.team().lap(1, load);
                if (round > 0) {
                    laps.computeIfAbsent(situation.buckets(), absent -> new ArrayList<>())
                            .add(lap);
                }
            }
        }
        var speeds = new Table(0, "buckets", "steps/s", "(lowest-highest)", "p50 ms", "page of 100, p50 ms");
        var shares = new Table(
                2, "buckets", "node", "statements/step", "commits/step", "WAL B/step", "CPU us/step", "runs started");
        for (var situation : situations) {
            progress.now("counting with " + situation.buckets() + " buckets");
            count(situation, laps.getOrDefault(situation.buckets(), List.of()), speeds, shares);
            shares.gap();
        }
        progress.done();
        System.out.printf(
                Locale.ROOT,
                "%d-step runs of one tenant, %,d in flight, medians of %d rounds%n%n%s%n%s",
                load.steps(),
                load.inFlight(),
                rounds,
                speeds.text(),
                shares.text());
    }

    private void count(Situation situation, List<Lap> timed, Table speeds, Table shares) throws Exception {
        var team = situation.team();
        var lap = new Lap[1];
        var byNode = NodeShare.during(team, () -> lap[0] = team.lap(1, load));
        double steps = lap[0].steps();
        var runs = runsByNode(team);
        var nodes = new ArrayList<Map<String, Object>>();
        for (int at = 0; at < byNode.size(); at++) {
            var share = byNode.get(at);
            var counted = share.counted();
            long ofNode = runs.getOrDefault(at, 0L);
            shares.row(
                    Integer.toString(situation.buckets()),
                    share.node(),
                    String.format(Locale.ROOT, "%.4f", counted.statements().orElse(0) / steps),
                    String.format(Locale.ROOT, "%.4f", counted.commits().orElse(0) / steps),
                    whole(counted.walBytes() / steps),
                    String.format(Locale.ROOT, "%.1f", share.cpuNanos() / 1e3 / steps),
                    whole((double) ofNode));
            var node = new LinkedHashMap<String, Object>();
            node.put("node", share.node());
            node.put("statements_per_step", counted.statements().orElse(0) / steps);
            node.put("commits_per_step", counted.commits().orElse(0) / steps);
            node.put("wal_bytes_per_step", counted.walBytes() / steps);
            node.put("cpu_us_per_step", share.cpuNanos() / 1e3 / steps);
            node.put("runs", ofNode);
            nodes.add(node);
        }
        double listing = listingMillis(team);
        double[] speed =
                timed.stream().mapToDouble(Lap::stepsPerSecond).sorted().toArray();
        double p50 = timed.stream().mapToLong(Lap::p50Nanos).average().orElse(0) / 1e6;
        speeds.row(
                Integer.toString(situation.buckets()),
                whole(speed[speed.length / 2]),
                "(" + whole(speed[0]) + "-" + whole(speed[speed.length - 1]) + ")",
                String.format(Locale.ROOT, "%.1f", p50),
                String.format(Locale.ROOT, "%.1f", listing));
        var found = new LinkedHashMap<String, Object>();
        found.put("trial", "buckets");
        found.put("buckets", situation.buckets());
        found.put("in_flight", load.inFlight());
        found.put("steps_per_second", speed[speed.length / 2]);
        found.put("page_ms", listing);
        found.put("nodes", nodes);
        found.put("laps", timed);
        where.record(team.server(), found);
    }

    /** By the number of the node in the order of the cluster, the coordinator first. */
    private static Map<Integer, Long> runsByNode(Team team) throws Exception {
        var runs = new LinkedHashMap<Integer, Long>();
        try (var connection = team.server().connect(team.database());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select p.groupid, sum(r.runs)
                        from (select tenant, count(*) as runs from penstock.run group by tenant) r
                        join pg_dist_placement p
                          on p.shardid = get_shard_id_for_distribution_column('penstock.run', r.tenant)
                        group by p.groupid""")) {
            while (rows.next()) {
                runs.put(rows.getInt(1), rows.getLong(2));
            }
        }
        return runs;
    }

    private static double listingMillis(Team team) {
        try (var penstock = client(team)) {
            var tenant = penstock.tenant(TENANT);
            page(tenant);
            long[] nanos = new long[LISTINGS];
            for (int at = 0; at < nanos.length; at++) {
                long begun = System.nanoTime();
                page(tenant);
                nanos[at] = System.nanoTime() - begun;
            }
            Arrays.sort(nanos);
            return nanos[nanos.length / 2] / 1e6;
        }
    }

    private static void page(Tenant tenant) {
        if (tenant.list(RunQuery.all().withPageSize(PAGE)).items().size() != PAGE) {
            throw new IllegalStateException("the tenant has fewer runs than a page");
        }
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}

package dev.penstock.bench.scale;

import dev.penstock.bench.contestant.Load;
import dev.penstock.bench.report.Progress;
import dev.penstock.bench.server.CitusInstallation;
import dev.penstock.bench.server.CitusServer;
import dev.penstock.bench.server.LocalServer;
import dev.penstock.bench.trial.Trials;
import dev.penstock.bench.trial.Where;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The trials of size, as verbs of {@code bench/run scale}. */
@Command
public final class ScaleCommands {

    private static final int WORKER_NODES = 2;

    @Command(
            name = "citus",
            mixinStandardHelpOptions = true,
            description = "One PostgreSQL beside a three-node Citus on the same processors, both of the same installed "
                    + "version, by tenants and workers; and the share of the work by node.")
    int citus(
            @Mixin Where where,
            @Option(
                            names = "--tenants",
                            split = ",",
                            defaultValue = "1,10,100,1000,10000",
                            description = "Default: ${DEFAULT-VALUE}")
                    List<Integer> tenants,
            @Option(names = "--workers", split = ",", defaultValue = "1,3", description = "Default: ${DEFAULT-VALUE}")
                    List<Integer> workers,
            @Mixin Laps laps,
            @Option(
                            names = "--coordinator-only",
                            description = "Let the workers connect to the coordinator, not to any node.")
                    boolean coordinatorOnly)
            throws Exception {
        var bin = citusBin(where);
        var plan = new CitusTrial.Plan(
                tenants, workers, laps.inFlight, laps.steps, laps.rounds, laps.millis(), laps.shards);
        int most = workers.stream().mapToInt(Integer::intValue).max().orElse(1);
        var folder = Files.createTempDirectory("penstock-bench-");
        var progress = new Progress(System.err);
        var database = CitusTrial.DATABASE;
        try (var postgres = LocalServer.start(bin);
                var citus = CitusServer.start(bin, WORKER_NODES, laps.shards, Map.of());
                var onPostgres =
                        new Team(postgres, database, postgres.url(database), most, folder, where.jvmOptions());
                var onCitus = new Team(
                        citus,
                        database,
                        coordinatorOnly ? citus.url(database) : citus.urlOfAllNodes(database),
                        most,
                        folder,
                        where.jvmOptions())) {
            new CitusTrial(plan, where, progress, List.of(onPostgres, onCitus)).run();
        }
        return 0;
    }

    @Command(
            name = "buckets",
            mixinStandardHelpOptions = true,
            description = "One tenant that is all there is on a three-node Citus: as it is, and spread over buckets.")
    int buckets(
            @Mixin Where where,
            @Option(
                            names = "--buckets",
                            split = ",",
                            defaultValue = "1,16,32",
                            description = "1 for a tenant that is not spread. Default: ${DEFAULT-VALUE}")
                    List<Integer> buckets,
            @Mixin Laps laps)
            throws Exception {
        var folder = Files.createTempDirectory("penstock-bench-");
        var situations = new ArrayList<BucketsTrial.Situation>();
        try (var citus = CitusServer.start(citusBin(where), WORKER_NODES, laps.shards, Map.of())) {
            try {
                for (int number : buckets) {
                    var database = "penstock_bench_buckets_" + number;
                    var team = new Team(citus, database, citus.urlOfAllNodes(database), 1, folder, where.jvmOptions());
                    situations.add(new BucketsTrial.Situation(number, team));
                    BucketsTrial.spread(team, number);
                }
                var load = new Load(laps.inFlight, laps.steps, laps.millis());
                new BucketsTrial(situations, load, laps.rounds, where, new Progress(System.err)).run();
            } finally {
                situations.forEach(situation -> situation.team().close());
            }
        }
        return 0;
    }

    /** How much is under way on the cluster, how long and how often. */
    static final class Laps {

        @Option(names = "--in-flight", defaultValue = "1000", description = "Default: ${DEFAULT-VALUE}")
        private int inFlight;

        @Option(names = "--steps", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}")
        private int steps;

        @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
        private int rounds;

        @Option(names = "--seconds", defaultValue = "4", description = "Of a lap. Default: ${DEFAULT-VALUE}")
        private double seconds;

        @Option(names = "--shards", defaultValue = "32", description = "Default: ${DEFAULT-VALUE}")
        private int shards;

        private long millis() {
            return Math.round(seconds * 1_000);
        }
    }

    private static Path citusBin(Where where) {
        return where.pgBin() != null
                ? where.pgBin()
                : CitusInstallation.find()
                        .map(CitusInstallation::bin)
                        .orElseThrow(() -> new IllegalStateException(
                                "no installed PostgreSQL with the extension citus; name one with --pg-bin DIR"));
    }

    @Command(
            name = "growth",
            mixinStandardHelpOptions = true,
            description =
                    "What a start, a claim and a step cost the server with ever more finished runs in the tables.")
    int growth(
            @Mixin Where where,
            @Option(
                            names = "--finished",
                            split = ",",
                            defaultValue = "1000,10000,100000,1000000,10000000",
                            description = "Default: ${DEFAULT-VALUE}")
                    List<Long> finished,
            @Option(
                            names = "--runs",
                            defaultValue = "5000",
                            description = "Measured at each size. Default: ${DEFAULT-VALUE}")
                    int runs)
            throws Exception {
        try (var server = where.server()) {
            var arguments = new ArrayList<Object>();
            arguments.add(runs);
            arguments.addAll(finished.stream().sorted().toList());
            return Trials.run(server, where, GrowthTrial.class, "growth", arguments.toArray());
        }
    }

    @Command(
            name = "payloads",
            mixinStandardHelpOptions = true,
            description = "Steps/s, log and processor time by the size of what a step returns.")
    int payloads(
            @Mixin Where where,
            @Option(
                            names = "--bytes",
                            split = ",",
                            defaultValue = "100,1000,10000,100000",
                            description = "Default: ${DEFAULT-VALUE}")
                    List<Integer> bytes,
            @Option(names = "--in-flight", defaultValue = "256", description = "Default: ${DEFAULT-VALUE}")
                    int inFlight,
            @Option(names = "--steps", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}") int steps,
            @Option(names = "--seconds", defaultValue = "5", description = "Of a lap. Default: ${DEFAULT-VALUE}")
                    double seconds)
            throws Exception {
        var folder = Files.createTempDirectory("penstock-bench-");
        try (var server = where.server();
                var team = new Team(
                        server,
                        PayloadTrial.DATABASE,
                        server.url(PayloadTrial.DATABASE),
                        1,
                        folder,
                        where.jvmOptions())) {
            PayloadTrial.run(
                    team, bytes, inFlight, steps, Math.round(seconds * 1_000), where, new Progress(System.err));
        }
        return 0;
    }
}

package dev.penstock.bench.model;

import dev.penstock.bench.model.Calibration.Node;
import dev.penstock.bench.model.Calibration.Sample;
import dev.penstock.bench.report.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line of the model. */
@Command(
        name = "bench/model",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Takes the costs out of what 'bench/run scale citus --json FILE' measured, checks itself against "
                + "it, and predicts steps a second for 2 to 64 Citus worker nodes and what gives out first.")
public final class ModelCommand implements Callable<Integer> {

    private static final List<Integer> NODES = List.of(2, 4, 8, 16, 32, 64);
    private static final int SHARDS_PER_NODE = 4;
    private static final int SHARDS = 32;

    @Parameters(paramLabel = "FILE", description = "What the trial has written.")
    private Path file = Path.of("");

    @Option(names = "--cores", description = "Of each node and each client process (default: ${DEFAULT-VALUE}).")
    private double cores = 8;

    @Option(names = "--nodes-per-client", description = "Nodes to a client process (default: ${DEFAULT-VALUE}).")
    private int nodesPerClient = 1;

    @Option(names = "--in-flight", description = "Runs in flight in each client process (default: ${DEFAULT-VALUE}).")
    private int inFlight = 1_000;

    @Option(names = "--lanes", description = "Lanes of a journal (default: ${DEFAULT-VALUE}).")
    private int lanes = 2;

    @Option(names = "--sessions", description = "Other connections of a client process (default: ${DEFAULT-VALUE}).")
    private int sessions = 10;

    @Option(names = "--shards", description = "Of a distributed table (default: 32, and at least four for each node).")
    private int shards;

    @Option(names = "--tenants", description = "That are active (default: ${DEFAULT-VALUE}).")
    private int tenants = 10_000;

    @Option(
            names = "--largest-share",
            description = "Of all steps, those of the largest tenant (default: ${DEFAULT-VALUE}).")
    private double largestShare;

    @Option(names = "--round-trip-us", description = "Of the network (default: ${DEFAULT-VALUE}).")
    private double roundTripMicros = 200;

    @Option(names = "--sync-us", description = "Of a disk sync (default: as measured).")
    private double syncMicros;

    @Option(names = "--coordinator-only", description = "Clients connect to the coordinator and nowhere else.")
    private boolean coordinatorOnly;

    @Option(names = "--max-connections", description = "Of each node (default: ${DEFAULT-VALUE}).")
    private int maxConnections = 500;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ModelCommand()).execute(args));
    }

    @Override
    public Integer call() {
        var json = JsonMapper.shared().readTree(file.toFile());
        var samples = samples(json);
        var costs = Calibration.of(samples);
        System.out.printf(
                Locale.ROOT,
                "Costs in microseconds of processor time, of %d measurements: client %.1f a step + %.0f a statement; shard"
                        + " %.1f a step + %.0f a statement; passing a statement on %.0f%n",
                samples.size(),
                costs.clientStep(),
                costs.clientStatement(),
                costs.shardStep(),
                costs.shardStatement(),
                costs.route());
        System.out.print("\nAgainst what was measured, all on the same processors\n\n"
                + check(samples, json.path("environment").path("processors").asDouble(1)));
        System.out.print("\nPredicted\n\n" + predict(costs, samples));
        return 0;
    }

    static List<Sample> samples(JsonNode json) {
        var samples = new ArrayList<Sample>();
        for (var found : json.path("found")) {
            if (found.path("store").asString("").equals("Citus")) {
                var nodes = new ArrayList<Node>();
                for (var node : found.path("nodes")) {
                    nodes.add(new Node(
                            node.path("node").asString(""),
                            node.path("statements_per_step").asDouble(0),
                            node.path("cpu_us_per_step").asDouble(0)));
                }
                samples.add(new Sample(
                        found.path("tenants").asInt(0),
                        found.path("workers").asInt(0),
                        found.path("shards").asInt(0),
                        found.path("in_flight").asInt(0),
                        found.path("steps_per_second").asDouble(0),
                        found.path("client_us_per_step").asDouble(0),
                        found.path("sync_us").asDouble(0),
                        nodes));
            }
        }
        return samples;
    }

    /** Each measurement beside what the model says that was calibrated with all the others. */
    private String check(List<Sample> samples, double processors) {
        var table = new Table(
                0,
                "tenants",
                "workers",
                "statements/step",
                "model's",
                "measured steps/s",
                "predicted from the others",
                "predicted / measured");
        for (var sample : samples) {
            var others = samples.stream().filter(other -> !other.equals(sample)).toList();
            if (others.isEmpty()) {
                continue;
            }
            double predicted = Model.onOneMachine(
                    Calibration.of(others), processors, sample.statementsPerStep(), sample.passedOn());
            double batch = Model.batch(sample.inFlight() / sample.workers(), sample.shards(), sample.tenants());
            table.row(
                    whole(sample.tenants()),
                    whole(sample.workers()),
                    String.format(Locale.ROOT, "%.4f", sample.statementsPerStep()),
                    String.format(Locale.ROOT, "%.4f", 1 / batch),
                    whole(sample.stepsPerSecond()),
                    whole(predicted),
                    String.format(Locale.ROOT, "%.2f", predicted / sample.stepsPerSecond()));
        }
        return table.text();
    }

    private String predict(Costs costs, List<Sample> samples) {
        double sync = syncMicros > 0
                ? syncMicros
                : samples.stream().mapToDouble(Sample::syncMicros).average().orElse(0);
        var table = new Table(
                0,
                "nodes",
                "clients",
                "shards",
                "steps/statement",
                "connections",
                "steps/s",
                "gives out first",
                "then");
        for (int nodes : NODES) {
            int shardsThen = shards > 0 ? shards : Math.max(SHARDS, SHARDS_PER_NODE * nodes);
            var prediction = Model.predict(
                    costs,
                    new Cluster(
                            nodes,
                            nodesPerClient,
                            cores,
                            inFlight,
                            lanes,
                            sessions,
                            shardsThen,
                            tenants,
                            largestShare,
                            roundTripMicros,
                            sync,
                            coordinatorOnly,
                            maxConnections));
            var next = prediction.ceilings().get(1);
            table.row(
                    whole(nodes),
                    whole(prediction.cluster().clients()),
                    whole(shardsThen),
                    String.format(Locale.ROOT, "%.1f", prediction.batch()),
                    whole(prediction.connectionsOfNode()),
                    whole(prediction.stepsPerSecond()),
                    prediction.saturatesFirst(),
                    String.format(Locale.ROOT, "%s at %,.0f", next.resource(), next.stepsPerSecond()));
        }
        return table.text();
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}

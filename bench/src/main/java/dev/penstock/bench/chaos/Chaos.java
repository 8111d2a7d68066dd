package dev.penstock.bench.chaos;

import dev.penstock.bench.chaos.Blow.Kind;
import dev.penstock.bench.report.Progress;
import dev.penstock.bench.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The command line of the chaos. */
@Command(
        name = "bench/chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Kills, stalls and restarts workers and database nodes and moves shards under load, then proves from the "
                    + "database that every started run finished once, every step was recorded once and every "
                    + "transactional effect applied once.",
            "",
            "On a three-node Citus that it makes itself of an installed PostgreSQL with the extension, or with "
                    + "--postgres on one PostgreSQL."
        },
        exitCodeListHeading = "%nExit status%n",
        exitCodeList = {
            "0:proved",
            "1:a promise was broken, or with --sabotage a proof did not notice",
            "2:wrong options",
            "3:it could not be carried out"
        })
public final class Chaos implements Callable<Integer> {

    private static final int COULD_NOT = 3;
    private static final int SHOWN = 5;

    @Option(names = "--minutes", paramLabel = "M", description = "How long (default: ${DEFAULT-VALUE}).")
    private double minutes = 10;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the schedule; the same seed and options make the same blows (default: a random one).")
    private @Nullable Long seed;

    @Option(names = "--postgres", description = "On one PostgreSQL: nothing moves, and there is one node to kill.")
    private boolean postgres;

    @Option(
            names = "--pg-bin",
            paramLabel = "DIR",
            description = "The installed PostgreSQL whose programs are there (default: the newest with Citus; with "
                    + "--postgres the embedded one).")
    private @Nullable Path pgBin;

    @Option(names = "--workers", paramLabel = "N", description = "Worker processes (default: ${DEFAULT-VALUE}).")
    private int workers = 3;

    @Option(
            names = "--callers",
            paramLabel = "N",
            description = "Who start runs, in each worker process and in the client (default: ${DEFAULT-VALUE}).")
    private int callers = 30;

    @Option(names = "--tenants", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int tenants = 24;

    @Option(
            names = "--every",
            paramLabel = "S",
            description = "Seconds between two blows, on average (default: ${DEFAULT-VALUE}).")
    private double every = 4;

    @Option(names = "--only", split = ",", paramLabel = "BLOW", description = "Only some of ${COMPLETION-CANDIDATES}.")
    private List<Kind> only = List.of(Kind.values());

    @Option(names = "--lease", paramLabel = "S", description = "Of a worker, in seconds (default: ${DEFAULT-VALUE}).")
    private double lease = 3;

    @Option(
            names = "--settle-within",
            paramLabel = "S",
            description =
                    "Seconds that everything has to finish in once the chaos is over (default: ${DEFAULT-VALUE}).")
    private double settleWithin = 180;

    @Option(
            names = "--sabotage",
            description =
                    "Afterwards break each promise on purpose, in a transaction that is rolled back, and see that its "
                            + "proof notices.")
    private boolean sabotage;

    @Option(names = "--dry-run", description = "Only print the schedule.")
    private boolean dryRun;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the outcome there.")
    private @Nullable Path json;

    @Option(
            names = "--logs",
            paramLabel = "DIR",
            description = "Where the workers' logs go (default: a new temporary folder).")
    private @Nullable Path logs;

    public static void main(String[] args) {
        // Lost connections are what this is about; the workers' logs have them.
        System.setProperty("penstock.bench.level", "error");
        int status = new CommandLine(new Chaos())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    System.err.println("bench: " + e);
                    e.printStackTrace();
                    return COULD_NOT;
                })
                .execute(args);
        System.exit(status);
    }

    @Override
    public Integer call() throws Exception {
        long chosen = seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed;
        var plan = plan(chosen);
        System.out.printf(
                Locale.ROOT,
                "Seed %d: %d blows in %.1f minutes on %s; --seed %d repeats them%n",
                chosen,
                plan.schedule().blows().size(),
                minutes,
                postgres ? "PostgreSQL" : "Citus",
                chosen);
        if (dryRun) {
            plan.schedule().blows().forEach(System.out::println);
            return 0;
        }
        var folder = logs == null ? Files.createTempDirectory("penstock-chaos-") : Files.createDirectories(logs);
        System.out.println("Logs of the workers: " + folder);
        var progress = new Progress(System.err);
        try (var ground = ground()) {
            var outcome = new Storm(plan, ground, folder, progress).rage();
            var unnoticed = sabotage && outcome.proved() ? Sabotage.unnoticed(ground) : List.<Sabotage>of();
            print(outcome);
            if (sabotage) {
                print(unnoticed, outcome.proved());
            }
            write(chosen, outcome);
            return outcome.proved() && unnoticed.isEmpty() ? 0 : 1;
        }
    }

    private Storm.Plan plan(long chosen) {
        var length = millis(minutes * 60);
        Set<Kind> kinds = EnumSet.copyOf(only);
        if (postgres) {
            kinds.remove(Kind.MOVE_SHARD);
        }
        return new Storm.Plan(
                Schedule.of(chosen, length, millis(every), millis(lease), kinds),
                workers,
                callers,
                tenants,
                millis(lease),
                millis(settleWithin));
    }

    private static Duration millis(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    private Ground ground() throws IOException, SQLException {
        return postgres ? Ground.postgres(pgBin) : Ground.citus(pgBin);
    }

    private static void print(Storm.Outcome outcome) {
        System.out.printf(
                Locale.ROOT,
                "%n%,d starts accepted, %,d callers heard what their run ended with%n%,d runs with children, %,d steps,"
                        + " %,d effects%n",
                outcome.accepted(),
                outcome.heard(),
                outcome.runs(),
                outcome.steps(),
                outcome.effects());
        System.out.println("Struck: " + outcome.struck());
        if (!outcome.neverStruck().isEmpty()) {
            System.out.println("NEVER struck, so nothing is proved of: " + String.join(", ", outcome.neverStruck()));
        }
        System.out.printf(
                Locale.ROOT,
                outcome.settled()
                        ? "All had ended %.1f s after the chaos%n%n"
                        : "NOT all had ended %.1f s after the chaos%n%n",
                outcome.settledSeconds());
        var table = new Table(2, "", "proof", "violations");
        for (var finding : outcome.findings()) {
            table.row(
                    finding.holds() ? "holds" : "BROKEN",
                    finding.proof().label(),
                    Integer.toString(finding.violations().size()));
        }
        System.out.print(table.text());
        for (var finding : outcome.findings()) {
            finding.violations().stream()
                    .limit(SHOWN)
                    .forEach(violation ->
                            System.out.println("  " + finding.proof().label() + ": " + violation));
        }
        if (!outcome.lively()) {
            System.out.println(
                    "\nToo few runs ended for this to prove anything: the machine is too busy for blows this often");
        }
        System.out.println(outcome.proved() ? "\nPROVED" : "\nNOT PROVED");
    }

    private static void print(List<Sabotage> unnoticed, boolean tried) {
        if (!tried) {
            System.out.println("No sabotage: something is broken already");
            return;
        }
        var table = new Table(3, "", "sabotage", "proof");
        for (var each : Sabotage.values()) {
            table.row(
                    unnoticed.contains(each) ? "UNNOTICED" : "noticed",
                    each.label(),
                    each.proof().label());
        }
        System.out.print("\n" + table.text());
    }

    private void write(long chosen, Storm.Outcome outcome) {
        if (json != null) {
            var all = new LinkedHashMap<String, Object>();
            all.put("seed", chosen);
            all.put("minutes", minutes);
            all.put("store", postgres ? "PostgreSQL" : "Citus");
            all.put("workers", workers);
            all.put("callers", callers);
            all.put("tenants", tenants);
            all.put("proved", outcome.proved());
            all.put("outcome", outcome);
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValue(json.toFile(), all);
        }
    }
}

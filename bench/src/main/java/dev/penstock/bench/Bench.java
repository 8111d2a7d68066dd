package dev.penstock.bench;

import dev.penstock.bench.contestant.Entrant;
import dev.penstock.bench.queue.QueueCommands;
import dev.penstock.bench.report.Progress;
import dev.penstock.bench.report.Report;
import dev.penstock.bench.report.Results;
import dev.penstock.bench.scale.ScaleCommands;
import dev.penstock.bench.server.GivenServer;
import dev.penstock.bench.server.LocalServer;
import dev.penstock.bench.server.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The command line of the bench. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Measures Penstock against DBOS Transact and against a bare loop that only inserts the same rows: in turns, on "
                    + "one PostgreSQL server, with fsync on. Prints medians, ratios and what became of the targets.",
            "",
            "A full measurement takes about ten minutes. Keep the machine quiet meanwhile."
        },
        exitCodeListHeading = "%nExit status%n",
        exitCodeList = {"0:measured, whether or not a target was missed", "1:not measured", "2:wrong options"})
public final class Bench implements Callable<Integer> {

    @Option(names = "--quick", description = "A smoke run of less than two minutes; its numbers are not worth quoting.")
    private boolean quick;

    @Option(
            names = "--lone",
            description = "Only count what one run at a time costs: statements, commits and WAL of 5-step runs.")
    private boolean lone;

    @Option(
            names = "--contestants",
            split = ",",
            paramLabel = "NAME",
            description = "Some of penstock, dbos, bare (default: all).")
    private List<Entrant> contestants = List.of(Entrant.values());

    @Option(
            names = "--in-flight",
            split = ",",
            paramLabel = "N",
            description = "Runs in flight (default: 1,32,256,1000).")
    private List<Integer> inFlight = List.of(1, 32, 256, 1_000);

    @Option(names = "--steps", paramLabel = "N", description = "Steps of a run (default: ${DEFAULT-VALUE}).")
    private int steps = 10;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds to take medians of (default: 5; quick: 1).")
    private @Nullable Integer rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long a contestant's turn is (default: 4; quick: 1.5).")
    private @Nullable Double seconds;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "Begin no further round after so long (default: ${DEFAULT-VALUE}).")
    private int minutes = 20;

    @Option(
            names = "--pg-bin",
            paramLabel = "DIR",
            description = "Start the installed PostgreSQL whose programs are there, not the embedded one.")
    private @Nullable Path pgBin;

    @Option(
            names = "--url",
            paramLabel = "JDBC-URL",
            description = "Measure on this running server, jdbc:postgresql://HOST:PORT/DATABASE; the bench makes "
                    + "and drops databases named penstock_bench_*.")
    private @Nullable String url;

    @Option(names = "--user", description = "User for --url; may create databases.")
    private String user = "postgres";

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            description = "Password for --url (default: the variable PGPASSWORD).")
    private @Nullable String password = System.getenv("PGPASSWORD");

    @Option(
            names = "--dbos-connections",
            paramLabel = "N",
            description = "Size of DBOS's pool (default: the bench searches the best at each load; quick: 16).")
    private @Nullable Integer dbosConnections;

    @Option(
            names = "--bare-connections",
            paramLabel = "N",
            description = "Connections of the bare loop (default: as many as Penstock's journal has lanes).")
    private int bareConnections;

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            description = "Option for the contestants' JVMs, all the same (default: -Xmx1g).")
    private List<String> jvmOptions = List.of("-Xmx1g");

    @Option(
            names = "--profile",
            description =
                    "One more lap of each contestant at each load, with a flight recording; prints the top frames "
                            + "and what the database sessions waited for.")
    private boolean profile;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write all raw data there.")
    private @Nullable Path json;

    @Option(
            names = "--logs",
            paramLabel = "DIR",
            description = "Where the contestants' logs and recordings go (default: a new temporary folder).")
    private @Nullable Path logs;

    public static void main(String[] args) {
        int status = new CommandLine(new Bench())
                .addSubcommand("trial", new QueueCommands())
                .addSubcommand("scale", new ScaleCommands())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> explain(e))
                .execute(args);
        System.exit(status);
    }

    private static int explain(Exception e) {
        boolean expected = e instanceof IllegalStateException || e instanceof IllegalArgumentException;
        System.err.println("bench: " + (expected ? e.getMessage() : e));
        if (!expected) {
            e.printStackTrace();
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public Integer call() throws Exception {
        var plan = plan();
        var folder = folder();
        var progress = new Progress(System.err);
        progress.now("starting PostgreSQL");
        try (var server = server();
                var race = new Race(plan, server, folder, jvmOptions, progress)) {
            var results = race.run(!lone);
            var profiles = profile ? race.profile(folder) : "";
            progress.done();
            System.out.print(Report.of(results));
            System.out.print(profiles);
            write(results);
        } finally {
            progress.done();
        }
        return 0;
    }

    private Plan plan() {
        if (steps < 1 || inFlight.stream().anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException("--steps and --in-flight start at 1");
        }
        double lap = seconds != null ? seconds : quick ? 1.5 : 4;
        return new Plan(
                contestants.stream().distinct().sorted().toList(),
                lone ? List.of(1) : inFlight.stream().distinct().sorted().toList(),
                steps,
                rounds != null ? rounds : quick ? 1 : 5,
                millis(lap),
                millis(quick ? 4 : 10),
                millis(quick ? 0.7 : 1.5),
                millis(quick ? 3 : 10),
                Duration.ofMinutes(minutes),
                dbosConnections != null ? dbosConnections : quick || lone ? 16 : 0,
                bareConnections);
    }

    private static Duration millis(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    private Server server() throws IOException {
        if (url != null) {
            return new GivenServer(url, user, password == null ? "" : password);
        }
        return LocalServer.start(pgBin);
    }

    private Path folder() throws IOException {
        return logs == null ? Files.createTempDirectory("penstock-bench-") : Files.createDirectories(logs);
    }

    private void write(Results results) {
        if (json != null) {
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValue(json.toFile(), results);
            System.out.println("\nRaw data: " + json);
        }
    }
}

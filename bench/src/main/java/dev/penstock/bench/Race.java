package dev.penstock.bench;

import dev.penstock.bench.contestant.ContestantProcess;
import dev.penstock.bench.contestant.Entrant;
import dev.penstock.bench.contestant.Lap;
import dev.penstock.bench.contestant.Load;
import dev.penstock.bench.contestant.Setting;
import dev.penstock.bench.report.Costed;
import dev.penstock.bench.report.Measured;
import dev.penstock.bench.report.Progress;
import dev.penstock.bench.report.Results;
import dev.penstock.bench.server.Counters;
import dev.penstock.bench.server.Environment;
import dev.penstock.bench.server.Server;
import dev.penstock.bench.server.ServerCpu;
import dev.penstock.bench.server.WaitSampler;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/** One measurement from the first warm-up to the last count. */
final class Race implements AutoCloseable {

    private static final int LONE_STEPS = 5;

    private final Plan plan;
    private final Server server;
    private final Progress progress;
    private final Map<Entrant, ContestantProcess> contestants = new EnumMap<>(Entrant.class);
    private final Map<Entrant, Map<String, String>> setUps = new EnumMap<>(Entrant.class);
    private final List<Measured> laps = new ArrayList<>();
    private final List<Costed> costs = new ArrayList<>();
    private DbosTuning tuning;

    Race(Plan plan, Server server, Path folder, List<String> jvmOptions, Progress progress)
            throws IOException, SQLException {
        this.plan = plan;
        this.server = server;
        this.progress = progress;
        tuning = DbosTuning.fixed(plan.dbosConnections());
        for (var entrant : plan.entrants()) {
            server.recreate(database(entrant));
            contestants.put(entrant, ContestantProcess.start(entrant, folder, jvmOptions));
        }
    }

    static String database(Entrant entrant) {
        return "penstock_bench_" + entrant.id();
    }

    Results run(boolean timed) throws Exception {
        long start = System.nanoTime();
        var environment = new LinkedHashMap<>(Environment.of(server));
        server.folder()
                .map(Path::getParent)
                .ifPresent(folder -> environment.put("sync_us", Long.toString(Environment.syncMicros(folder))));
        contestants.forEach((entrant, contestant) -> {
            progress.now("opening " + entrant.title());
            open(contestant);
        });
        try (var counters = new Counters(server)) {
            warmUp();
            if (timed && plan.has(Entrant.DBOS) && plan.dbosConnections() == 0) {
                tuning = DbosTuning.search(contestant(Entrant.DBOS), this::setting, plan, progress);
            }
            if (timed) {
                rounds(counters, start);
            }
            count(counters, timed);
        }
        setUps.computeIfPresent(Entrant.DBOS, (entrant, facts) -> tuning.describe(facts));
        environment.put("load_average_at_end", Environment.load());
        return new Results(environment, setUps, tuning.laps(), laps, costs);
    }

    private void warmUp() {
        contestants.forEach((entrant, contestant) -> {
            for (int inFlight : plan.inFlight()) {
                progress.now("warming up " + entrant.title() + " at " + inFlight + " in flight");
                contestant.lap(new Load(
                        inFlight,
                        plan.steps(),
                        plan.warmUp().dividedBy(plan.inFlight().size()).toMillis()));
            }
        });
    }

    private void rounds(Counters counters, long start) throws SQLException {
        var cpu = new ServerCpu(server);
        for (int round = 1; round <= plan.rounds(); round++) {
            if (round > 1 && Duration.ofNanos(System.nanoTime() - start).compareTo(plan.budget()) > 0) {
                progress.done();
                System.err.println("bench: out of time after " + (round - 1) + " of " + plan.rounds() + " rounds");
                return;
            }
            progress.now("settling before round " + round + " of " + plan.rounds());
            counters.settle(contestants.keySet().stream().map(Race::database).toList());
            for (int inFlight : loads()) {
                for (var contestant : contestants.values()) {
                    if (takesPart(contestant.entrant(), inFlight)) {
                        progress.now("round " + round + " of " + plan.rounds() + ": " + inFlight + " in flight, "
                                + contestant.entrant().title());
                        laps.add(measured(
                                round,
                                contestant,
                                new Load(inFlight, plan.steps(), plan.lap().toMillis()),
                                cpu));
                    }
                }
            }
        }
    }

    /** The loads asked for, and the one that DBOS found to suit it best. */
    private Iterable<Integer> loads() {
        var loads = new TreeSet<>(plan.inFlight());
        tuning.bestInFlight().ifPresent(loads::add);
        return loads;
    }

    private boolean takesPart(Entrant entrant, int inFlight) {
        return plan.inFlight().contains(inFlight) || entrant == Entrant.DBOS;
    }

    private Measured measured(int round, ContestantProcess contestant, Load load, ServerCpu cpu) {
        adapt(contestant, load);
        var before = cpu.nanos();
        var lap = contestant.lap(load);
        var after = cpu.nanos();
        var spent = before.isPresent() && after.isPresent()
                ? OptionalLong.of(after.getAsLong() - before.getAsLong())
                : OptionalLong.empty();
        return new Measured(round, contestant.entrant(), load, lap, spent);
    }

    private void count(Counters counters, boolean everyLoad) throws Exception {
        for (var contestant : contestants.values()) {
            costs.add(costed(
                    counters,
                    contestant,
                    new Load(1, LONE_STEPS, plan.countedLap().toMillis())));
            if (everyLoad) {
                for (int inFlight : plan.inFlight()) {
                    costs.add(costed(
                            counters,
                            contestant,
                            new Load(inFlight, plan.steps(), plan.countedLap().toMillis())));
                }
            }
        }
    }

    private Costed costed(Counters counters, ContestantProcess contestant, Load load) throws Exception {
        progress.now("counting " + contestant.entrant().title() + " at " + load.inFlight() + " in flight, "
                + load.steps() + " steps");
        adapt(contestant, load);
        // A checkpoint first, and then a lap for the page images that it brings: so no other one falls into the count.
        counters.settle(List.of(database(contestant.entrant())));
        contestant.lap(load);
        var lap = new Lap[1];
        var counted = counters.during(database(contestant.entrant()), () -> lap[0] = contestant.lap(load));
        return new Costed(contestant.entrant(), load, lap[0].runs(), lap[0].allocatedBytesPerStep(), counted);
    }

    /** DBOS gets the pool that suits this load best; opening it again keeps its JVM warm. */
    private void adapt(ContestantProcess contestant, Load load) {
        if (contestant.entrant() == Entrant.DBOS) {
            tuning.adapt(contestant, this::setting, load);
        }
    }

    /** With --profile: one more lap at each load, recorded inside the JVM and sampled from the database's side. */
    String profile(Path folder) throws Exception {
        var text = new StringBuilder();
        for (int inFlight : plan.inFlight()) {
            for (var contestant : contestants.values()) {
                var title = contestant.entrant().title() + ", " + inFlight + " in flight";
                progress.now("profiling " + title);
                adapt(contestant, new Load(inFlight, plan.steps(), 0));
                var recording = folder.resolve(contestant.entrant().id() + "-" + inFlight + ".jfr");
                contestant.record();
                try (var sampler = new WaitSampler(server, database(contestant.entrant()))) {
                    contestant.lap(
                            new Load(inFlight, plan.steps(), plan.profiledLap().toMillis()));
                    var waits = sampler.stop();
                    contestant.dump(recording);
                    text.append('\n')
                            .append(title)
                            .append(": ")
                            .append(Profile.of(recording, waits))
                            .append("  ")
                            .append(recording)
                            .append('\n');
                }
            }
        }
        return text.toString();
    }

    private ContestantProcess contestant(Entrant entrant) {
        var contestant = contestants.get(entrant);
        if (contestant == null) {
            throw new IllegalStateException(entrant.title() + " does not take part");
        }
        return contestant;
    }

    private void open(ContestantProcess contestant) {
        var entrant = contestant.entrant();
        int connections = switch (entrant) {
            case PENSTOCK -> 0;
            case DBOS -> plan.dbosConnections();
            case BARE -> plan.bareConnections();
        };
        setUps.put(entrant, contestant.open(setting(entrant, connections)));
    }

    private Setting setting(Entrant entrant, int connections) {
        return new Setting(server.url(database(entrant)), server.user(), server.password(), connections);
    }

    @Override
    public void close() throws SQLException {
        contestants.values().forEach(ContestantProcess::close);
        for (var entrant : contestants.keySet()) {
            server.drop(database(entrant));
        }
    }
}

package dev.penstock.bench.chaos;

import dev.penstock.Penstock;
import dev.penstock.bench.report.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One chaos, from the first start to the last proof. */
final class Storm {

    /**
     * What is to happen.
     *
     * @param workers worker processes
     * @param callers of the client, and of each worker process
     * @param settleWithin how long what is unfinished may take once the chaos is over
     */
    record Plan(Schedule schedule, int workers, int callers, int tenants, Duration lease, Duration settleWithin) {}

    /**
     * What happened.
     *
     * @param accepted starts that callers were told of
     * @param heard how many of them were also told what their run ended with
     * @param neverStruck kinds of blows that were tried again and again and met nothing but errors
     * @param settledSeconds how long it took after the chaos until every run had ended, or until that was given up
     */
    record Outcome(
            int accepted,
            int heard,
            long runs,
            long steps,
            long effects,
            Map<String, Integer> struck,
            List<String> neverStruck,
            List<Striker.Account> accounts,
            double settledSeconds,
            boolean settled,
            List<Proof.Finding> findings) {

        /** Whether enough happened for the proofs to mean something. */
        boolean lively() {
            return heard >= LIVELY;
        }

        boolean proved() {
            return settled
                    && lively()
                    && !struck.isEmpty()
                    && neverStruck.isEmpty()
                    && findings.stream().allMatch(Proof.Finding::holds);
        }
    }

    private static final int LIVELY = 100;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration PREPARED_PATIENCE = Duration.ofMinutes(1);
    private static final int QUIET_SECONDS = 60;

    private final Plan plan;
    private final Ground ground;
    private final Path folder;
    private final Progress progress;
    private final Ledger ledger = new Ledger();

    Storm(Plan plan, Ground ground, Path folder, Progress progress) {
        this.plan = plan;
        this.ground = ground;
        this.folder = folder;
        this.progress = progress;
    }

    Outcome rage() throws Exception {
        Penstock.connect(ground.installationUrl(), ground.user(), ground.password())
                .client()
                .close();
        ground.createEffects();
        Sights.clear(folder);
        var terms = new Crew.Terms(
                ground.url(), ground.user(), ground.password(), plan.callers(), plan.tenants(), plan.lease());
        var crew = new Crew(terms, folder, ledger, plan.workers());
        try (var client =
                Penstock.connect(ground.url(), ground.user(), ground.password()).client()) {
            return rage(crew, new Callers(client, "client", plan.tenants(), ledger));
        } finally {
            crew.kill();
        }
    }

    private Outcome rage(Crew crew, Callers client) throws Exception {
        client.begin(plan.callers());
        var striker = new Striker(ground, crew, client, ledger, this::say);
        try (var reporter = new Reporter(crew, striker)) {
            awaitFirstAnswers();
            striker.strike(plan.schedule());
            long over = System.nanoTime();
            reporter.phase = "the chaos is over";
            crew.refill();
            client.end();
            crew.quieten(QUIET_SECONDS)
                    .forEach(loud -> System.err.println(
                            "bench: worker " + loud + " has not said its last, see its log in " + folder));
            boolean settled = settle(crew, over);
            double seconds = (System.nanoTime() - over) / 1e9;
            reporter.phase = "proving";
            crew.dismiss();
            ground.tidy();
            awaitNothingPrepared();
            ground.write(ledger);
            ground.writeSights(folder);
            var findings = Proof.all(ground);
            return new Outcome(
                    ledger.acceptedCount(),
                    ledger.endedCount(),
                    count("select count(*) from penstock.run"),
                    count("select count(*) from penstock.step"),
                    count("select count(*) from chaos.effect"),
                    striker.struck().entrySet().stream()
                            .collect(Collectors.toMap(struck -> struck.getKey().label(), Map.Entry::getValue)),
                    striker.neverStruck(),
                    striker.accounts(),
                    seconds,
                    settled,
                    findings);
        }
    }

    /** The schedule begins when there is something to strike. */
    private void awaitFirstAnswers() throws InterruptedException {
        long begun = System.nanoTime();
        while (ledger.endedCount() == 0) {
            if (System.nanoTime() - begun > START_PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "no run has ended within " + START_PATIENCE + ", see the logs in " + folder);
            }
            Thread.sleep(LOOK);
        }
    }

    private boolean settle(Crew crew, long over) throws InterruptedException, IOException {
        while (System.nanoTime() - over < plan.settleWithin().toNanos()) {
            try {
                if (count("select count(*) from penstock.run where completed_at is null") == 0) {
                    return true;
                }
            } catch (SQLException again) {
                System.err.println("bench: " + again.getMessage());
            }
            crew.refill();
            Thread.sleep(LOOK);
        }
        return false;
    }

    /** The database itself cleans up after a node that died between preparing and committing. */
    private void awaitNothingPrepared() throws SQLException, InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < PREPARED_PATIENCE.toNanos()) {
            int prepared = 0;
            for (var node : ground.nodes()) {
                try (var own = ground.connect(node)) {
                    prepared += Proof.NOTHING_IS_LEFT_PREPARED.violations(own).size();
                }
            }
            if (prepared == 0) {
                return;
            }
            Thread.sleep(LOOK);
        }
    }

    private long count(String sql) throws SQLException {
        try (var connection = ground.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void say(Striker.Account account) {
        progress.done();
        System.out.println(account.blow() + (account.struck() ? ": " : ": no effect, ") + account.what());
    }

    /** The line that says how things stand. */
    private final class Reporter implements AutoCloseable {
        private final Crew crew;
        private final Striker striker;
        private final Thread thread;
        private volatile String phase = "chaos";
        private volatile boolean closed;

        Reporter(Crew crew, Striker striker) {
            this.crew = crew;
            this.striker = striker;
            thread = Thread.ofVirtual().start(this::report);
        }

        private void report() {
            int before = 0;
            while (!closed) {
                int ended = ledger.endedCount();
                progress.now(String.format(
                        Locale.ROOT,
                        "%s: %,d runs accepted, %,d callers answered (+%,d), %d of %d workers alive, %d blows struck",
                        phase,
                        ledger.acceptedCount(),
                        ended,
                        ended - before,
                        crew.alive(),
                        plan.workers(),
                        striker.struck().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum()));
                before = ended;
                try {
                    Thread.sleep(Duration.ofSeconds(1));
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        @Override
        public void close() {
            closed = true;
            thread.interrupt();
            progress.done();
        }
    }
}

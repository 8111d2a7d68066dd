package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Penstock;
import dev.penstock.RunHandle;
import dev.penstock.engine.EngineOptions;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.run.Start;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepRecord;
import dev.penstock.workflow.Workflow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Many runs whose steps return something new each time they are executed, so that what a run ended with tells which
 * executions counted; and the proof from the database that for each step it was exactly one.
 */
final class Load {

    static final int RUNS = 100;
    static final int ROUNDS = 5;
    /** Step, transactional step, sleep. */
    static final int STEPS = RUNS * ROUNDS * 3;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    static final Workflow<Integer, String> ROUND_BY_ROUND =
            Workflow.define("round-by-round", Integer.class, String.class, (rounds, run) -> {
                var results = new ArrayList<String>();
                for (int round = 0; round < rounds; round++) {
                    results.add(run.step("reserve", String.class, Load::unique));
                    results.add(run.transaction("ship", String.class, tx -> effect(tx, run.tenant())));
                    run.sleep(Duration.ofMillis(2));
                }
                return String.join(" ", results);
            });

    private Load() {}

    private static String unique() {
        return UUID.randomUUID().toString();
    }

    private static String effect(Connection connection, String tenant) throws SQLException {
        var result = unique();
        try (var statement = connection.prepareStatement("insert into effect (tenant, result) values (?, ?)")) {
            statement.setString(1, tenant);
            statement.setString(2, result);
            statement.executeUpdate();
        }
        return result;
    }

    static void createEffects(TestDatabase database) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("create table effect (tenant text, result text, primary key (tenant, result))");
        }
    }

    /** A worker that lets go of every waiting run, so that all runs change hands many times. */
    static Penstock open(String worker, String url, String user, String password) {
        return Penstock.connect(url, user, password)
                .worker(options -> options(options).withWorker(worker))
                .register(ROUND_BY_ROUND)
                .start();
    }

    private static EngineOptions options(EngineOptions options) {
        return options.withLease(Duration.ofSeconds(1))
                .withEvictAfter(Duration.ZERO)
                .withPoll(Duration.ofMillis(20));
    }

    /** The runs, started if they are not yet. */
    static List<RunHandle<String>> start(Penstock penstock) {
        return start(penstock, List.of("acme"));
    }

    /** As above, spread over tenants. */
    static List<RunHandle<String>> start(Penstock penstock, List<String> tenants) {
        return start(penstock, tenants, tenants);
    }

    /** As above, those of some of the tenants. */
    static List<RunHandle<String>> start(Penstock penstock, List<String> tenants, Collection<String> some) {
        return IntStream.range(0, RUNS)
                .filter(order -> some.contains(tenants.get(order % tenants.size())))
                .mapToObj(order -> penstock.tenant(tenants.get(order % tenants.size()))
                        .start(ROUND_BY_ROUND, ROUNDS, Start.idempotencyKey("order-" + order)))
                .toList();
    }

    static long count(TestDatabase database, String query) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
    }

    /** As below, for some of the runs. */
    static void proveOfSome(List<RunHandle<String>> handles) {
        for (var handle : handles) {
            var ended = handle.result(LIMIT);
            var steps = handle.steps();
            assertThat(steps).as("records of run %s", handle.id()).hasSize(ROUNDS * 3);
            assertThat(ended).as("what run %s ended with", handle.id()).isEqualTo(recorded(steps));
        }
    }

    static void proveThatEachStepCountedOnce(List<RunHandle<String>> handles, TestDatabase database) {
        proveOfSome(handles);
        assertThat(count(database, "select count(*) from penstock.run")).isEqualTo(RUNS);
        assertThat(count(database, "select count(*) from effect"))
                .as("effects in transactions")
                .isEqualTo(RUNS * ROUNDS);
        assertThat(count(
                        database,
                        "select count(*) from effect e join penstock.step s on s.tenant = e.tenant and s.name = 'ship'"
                                + " and s.result #>> '{}' = e.result"))
                .as("effects whose step is recorded")
                .isEqualTo(RUNS * ROUNDS);
    }

    private static String recorded(List<StepRecord> steps) {
        return steps.stream()
                .filter(step -> step.kind() != StepKind.SLEEP)
                .map(step -> String.valueOf(step.result()).replace("\"", ""))
                .collect(Collectors.joining(" "));
    }
}

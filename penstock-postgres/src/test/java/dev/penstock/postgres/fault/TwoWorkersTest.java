package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Penstock;
import dev.penstock.RunHandle;
import dev.penstock.postgres.ChildJvm;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.contract.Await;
import dev.penstock.postgres.fault.HoldingWorker.Manner;
import dev.penstock.run.RunQuery;
import dev.penstock.run.RunState;
import dev.penstock.workflow.Workflow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker process stands inside a step, and another worker beside it takes over, or is not let (FAILURES 4 and 7). */
class TwoWorkersTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofHours(1);

    private static final Workflow<String, String> HOLD = HoldingWorker.workflow(() -> "by the successor");

    private final TestDatabase database = TestDatabase.create();

    @TempDir
    private Path folder;

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void what_a_worker_writes_that_was_paused_past_its_lease_is_refused() throws Exception {
        try (var paused = start(Manner.UNTIL_GO, SHORT)) {
            assertThat(heard(paused)).isEqualTo("holding");
            signal(paused, "-STOP");
            try (var successor = open(SHORT)) {
                var handle = run(successor);
                assertThat(handle.result(SOON)).isEqualTo("order-7 by the successor");
                Files.createFile(go());
                long epoch = handle.status().epoch();

                signal(paused, "-CONT");

                assertThat(heard(paused)).isEqualTo("returns");
                Await.until("the paused worker has joined again", () -> workersNamedHolding() == 2);
                assertThat(handle.result(SOON)).isEqualTo("order-7 by the successor");
                assertThat(handle.status().epoch()).isEqualTo(epoch);
                assertThat(handle.steps())
                        .extracting(step -> String.valueOf(step.result()))
                        .containsExactly("\"order-7\"", "\"by the successor\"");
            }
            paused.end();
            assertThat(heard(paused)).isEqualTo("closed");
        }
    }

    @Test
    void a_worker_that_was_paused_past_its_lease_stops_its_runs() throws Exception {
        try (var paused = start(Manner.UNTIL_INTERRUPTED, SHORT)) {
            assertThat(heard(paused)).isEqualTo("holding");
            signal(paused, "-STOP");
            try (var successor = open(SHORT)) {
                assertThat(run(successor).result(SOON)).isEqualTo("order-7 by the successor");
            }

            signal(paused, "-CONT");

            assertThat(heard(paused)).isEqualTo("interrupted");
        }
    }

    @Test
    void a_worker_that_is_killed_loses_its_runs_when_its_lease_ends() throws Exception {
        try (var killed = start(Manner.UNTIL_INTERRUPTED, SHORT)) {
            assertThat(heard(killed)).isEqualTo("holding");
            killed.kill();
            try (var successor = open(SHORT)) {
                assertThat(run(successor).result(SOON)).isEqualTo("order-7 by the successor");
            }
        }
    }

    @Test
    void a_worker_that_shuts_down_hands_its_runs_over_without_waiting_for_any_lease() throws Exception {
        try (var leaving = start(Manner.UNTIL_INTERRUPTED, LONG);
                var successor = open(LONG)) {
            assertThat(heard(leaving)).isEqualTo("holding");
            var handle = run(successor);

            leaving.end();

            assertThat(handle.result(SOON)).isEqualTo("order-7 by the successor");
        }
    }

    @Test
    void a_run_is_cancelled_that_another_process_executes() throws Exception {
        try (var holding = start(Manner.UNTIL_INTERRUPTED, SHORT);
                var client = Penstock.connect(database.jdbcUrl(), database.user(), database.password())
                        .client()) {
            assertThat(heard(holding)).isEqualTo("holding");
            var handle = run(client);

            assertThat(handle.cancel()).isEqualTo(RunState.RUNNING);
            assertThat(handle.cancel()).isEqualTo(RunState.RUNNING);

            assertThat(heard(holding)).isEqualTo("interrupted");
            Await.until("the run is cancelled", () -> handle.status().state() == RunState.CANCELLED);
            assertThat(handle.cancel()).isEqualTo(RunState.CANCELLED);
        }
    }

    private ChildJvm start(Manner manner, Duration lease) throws IOException {
        return ChildJvm.start(
                HoldingWorker.class,
                database.jdbcUrl(),
                database.user(),
                database.password(),
                manner,
                lease.toMillis(),
                go());
    }

    private Penstock open(Duration lease) {
        return Penstock.connect(database.jdbcUrl(), database.user(), database.password())
                .worker(options ->
                        options.withWorker("successor").withLease(lease).withPoll(lease))
                .register(HOLD)
                .start();
    }

    /** The one run there is. */
    private static RunHandle<String> run(Penstock penstock) {
        var acme = penstock.tenant("acme");
        return acme.handle(HOLD, acme.list(RunQuery.all()).items().getFirst().id());
    }

    private long workersNamedHolding() {
        return Load.count(database, "select count(*) from penstock.worker where name = 'holding'");
    }

    private static void signal(ChildJvm child, String signal) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", signal, Long.toString(child.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(status).as("exit status of kill " + signal).isZero();
    }

    private Path go() {
        return folder.resolve("go");
    }

    private static String heard(ChildJvm child) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return child.hear();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
}

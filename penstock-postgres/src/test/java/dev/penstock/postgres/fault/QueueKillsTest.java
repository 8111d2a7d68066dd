package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Penstock;
import dev.penstock.RunHandle;
import dev.penstock.postgres.ChildJvm;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.contract.Await;
import dev.penstock.queue.Queue;
import dev.penstock.run.Start;
import dev.penstock.workflow.Workflow;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workers are killed while they execute runs of a limited queue: the limit holds, and their permits come back. */
class QueueKillsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int LIMIT = 4;
    private static final String RUNNING =
            "select count(*) from penstock.run where queue = 'mail' and state = 'running'";

    private final TestDatabase database = TestDatabase.create();
    private final AtomicLong most = new AtomicLong();
    private Thread watch = new Thread();
    private Penstock client;

    @BeforeEach
    void makeTheQueue() {
        client = Penstock.connect(database.jdbcUrl(), database.user(), database.password())
                .client();
        client.queues().set(Queue.named("mail").withConcurrency(LIMIT));
        watch = Thread.ofPlatform().daemon().start(this::watch);
    }

    @AfterEach
    void drop() throws InterruptedException {
        watch.interrupt();
        watch.join();
        client.close();
        database.close();
    }

    /** Looks all the time how many runs of the queue are in the hands of workers. */
    private void watch() {
        try (var connection = database.connect();
                var look = connection.prepareStatement(RUNNING)) {
            while (!Thread.currentThread().isInterrupted()) {
                try (var row = look.executeQuery()) {
                    row.next();
                    most.accumulateAndGet(row.getLong(1), Math::max);
                }
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            }
        } catch (java.sql.SQLException refused) {
            throw new AssertionError(refused);
        }
    }

    @Test
    void the_permits_of_a_killed_worker_come_back_when_its_runs_are_taken_over_and_not_before() throws Exception {
        var go = new Semaphore(0);
        var stays = QueueWorker.stays(go::acquire);
        List<RunHandle<String>> handles;
        try (var mortal = worker()) {
            handles = start(stays, 12);
            Await.until("the worker executes as many as allowed", () -> running() == LIMIT);
            try (var survivor =
                    QueueWorker.open("survivor", database.jdbcUrl(), database.user(), database.password(), stays)) {
                mortal.kill();

                Await.until(
                        "the survivor executes as many as allowed",
                        () -> go.hasQueuedThreads() && inSurvivor() == LIMIT);
                assertThat(Load.count(database, "select count(distinct worker_id) from penstock.share"))
                        .as("workers with permits")
                        .isEqualTo(1);
                go.release(1_000);
                handles.forEach(handle -> assertThat(handle.result(SOON)).isEqualTo("stayed"));
            }
        }
        assertThat(most.get()).as("runs at once, at most").isEqualTo(LIMIT);
    }

    @Test
    void the_limit_holds_while_one_worker_after_the_other_is_killed_under_load() throws Exception {
        var first = worker();
        var second = worker();
        var handles = start(QueueWorker.WORKS, 600);
        Await.until("a hundred have ended", () -> completed() >= 100);
        first.kill();
        var third = worker();
        long before = completed();
        Await.until("a hundred more have ended", () -> completed() >= before + 100);
        second.kill();

        handles.forEach(handle -> assertThat(handle.result(SOON)).isEqualTo("worked"));

        assertThat(most.get()).as("runs at once, at most").isEqualTo(LIMIT);
        third.close();
    }

    private ChildJvm worker() throws IOException {
        var child = ChildJvm.start(QueueWorker.class, database.jdbcUrl(), database.user(), database.password());
        assertThat(child.hear()).isEqualTo("open");
        return child;
    }

    private List<RunHandle<String>> start(Workflow<String, String> workflow, int number) {
        return IntStream.range(0, number)
                .mapToObj(at -> client.tenant("tenant-" + at % 3)
                        .start(workflow, "x", Start.options().withQueue("mail")))
                .toList();
    }

    private long running() {
        return Load.count(database, RUNNING);
    }

    private long inSurvivor() {
        return Load.count(
                database,
                RUNNING + " and worker in (select w.worker_id from penstock.worker w where w.name = 'survivor')");
    }

    private long completed() {
        return Load.count(database, "select count(*) from penstock.run where state = 'completed'");
    }
}

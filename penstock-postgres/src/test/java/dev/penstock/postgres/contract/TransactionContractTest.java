package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.postgres.PostgresStoreProvider;
import dev.penstock.run.RunState;
import dev.penstock.run.Start;
import dev.penstock.step.Retry;
import dev.penstock.step.StepOptions;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
import dev.penstock.store.WorkerId;
import dev.penstock.workflow.Workflow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The application's rows and Penstock's commit together, or not at all. */
class TransactionContractTest extends Contract {

    @BeforeEach
    void createApplicationTable() {
        execute("create table shipment (tenant text, order_id text, primary key (tenant, order_id))");
    }

    private static String insert(Connection connection, String order) throws SQLException {
        try (var statement = connection.prepareStatement("insert into shipment values ('acme', ?)")) {
            statement.setString(1, order);
            statement.executeUpdate();
            return "shipped " + order;
        }
    }

    @Test
    void the_rows_and_the_record_are_both_there() {
        var workflow = Workflow.define(
                "ship",
                String.class,
                String.class,
                (order, run) -> run.transaction("ship", String.class, tx -> insert(tx, order)));

        var handle = acme(workflow).start(workflow, "o-1");

        assertThat(handle.result()).isEqualTo("shipped o-1");
        assertThat(count("select count(*) from shipment")).isEqualTo(1);
        assertThat(handle.steps())
                .singleElement()
                .extracting(step -> step.kind().label())
                .isEqualTo("transaction");
    }

    @Test
    void rows_of_a_failed_attempt_are_rolled_back_and_the_next_attempt_writes_them_once() {
        var attempts = new AtomicInteger();
        var workflow = Workflow.define(
                "ship",
                String.class,
                String.class,
                (order, run) -> run.transaction("ship", String.class, StepOptions.retry(Retry.attempts(3)), tx -> {
                    var shipped = insert(tx, order);
                    if (attempts.incrementAndGet() < 3) {
                        throw new IllegalStateException("after the insert");
                    }
                    return shipped;
                }));

        assertThat(acme(workflow).start(workflow, "o-1").result()).isEqualTo("shipped o-1");
        assertThat(count("select count(*) from shipment")).isEqualTo(1);
    }

    @Test
    void rows_of_an_attempt_that_returned_after_its_timeout_are_rolled_back() {
        var attempts = new AtomicInteger();
        var options = StepOptions.timeout(Duration.ofSeconds(1)).withRetry(Retry.attempts(2));
        var workflow = Workflow.define(
                "ship",
                String.class,
                String.class,
                (order, run) -> run.transaction("ship", String.class, options, tx -> {
                    var shipped = insert(tx, order);
                    if (attempts.incrementAndGet() == 1) {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            return "part of it";
                        }
                    }
                    return shipped;
                }));

        assertThat(acme(workflow).start(workflow, "o-1").result()).isEqualTo("shipped o-1");
        assertThat(attempts).hasValue(2);
        assertThat(count("select count(*) from shipment")).isEqualTo(1);
    }

    @Test
    void a_flag_that_the_function_leaves_on_its_thread_does_not_cut_off_the_commit() {
        var calls = new AtomicInteger();
        var workflow = Workflow.define(
                "ship",
                String.class,
                String.class,
                (order, run) -> run.transaction("ship", String.class, tx -> {
                    var shipped = insert(tx, order + " at call " + calls.incrementAndGet());
                    Thread.currentThread().interrupt();
                    return shipped;
                }));

        assertThat(acme(workflow).start(workflow, "o-1").result(Duration.ofSeconds(20)))
                .isEqualTo("shipped o-1 at call 1");
        assertThat(count("select count(*) from shipment")).isEqualTo(1);
    }

    @Test
    void rows_written_while_the_run_was_taken_over_are_rolled_back_and_its_new_holder_writes_them() {
        var attempts = new AtomicInteger();
        var workflow = Workflow.define(
                "ship",
                String.class,
                String.class,
                (order, run) -> run.transaction("ship", String.class, tx -> {
                    var shipped = insert(tx, order + " at attempt " + attempts.incrementAndGet());
                    if (attempts.get() == 1) {
                        takeOverFrom("paused");
                    }
                    return shipped;
                }));
        // Its lease is long: no heartbeat tells it before the commit that its runs are in other hands.
        var paused = open(options -> options.withWorker("paused").withLease(Duration.ofMinutes(5)), workflow);

        var handle = paused.tenant("acme").start(workflow, "o-1");
        open(workflow);

        assertThat(handle.result(Duration.ofSeconds(20))).isEqualTo("shipped o-1 at attempt 2");
        assertThat(count("select count(*) from shipment")).isEqualTo(1);
        assertThat(handle.steps()).hasSize(1);
    }

    /** What any other worker does when the lease of this one has run out. */
    private void takeOverFrom(String name) throws SQLException {
        var source = new StoreSource.Url(database.jdbcUrl(), database.user(), database.password());
        try (var other = new PostgresStoreProvider().open(source, StoreOptions.defaults());
                var connection = database.connect();
                var find = connection.prepareStatement("select worker_id from penstock.worker where name = ?")) {
            find.setString(1, name);
            try (var found = find.executeQuery()) {
                found.next();
                other.leave(new WorkerId(found.getObject(1, UUID.class)));
            }
        }
    }

    @Test
    void a_failure_of_the_users_sql_fails_the_step_with_its_message() {
        var workflow = Workflow.define(
                "ship",
                String.class,
                String.class,
                (order, run) -> run.transaction("ship", String.class, tx -> {
                    insert(tx, order);
                    return insert(tx, order);
                }));

        assertThatThrownBy(acme(workflow).start(workflow, "o-1")::result)
                .hasMessageContaining("step ship failed")
                .hasMessageContaining("duplicate key");
        assertThat(count("select count(*) from shipment")).isZero();
    }

    @Test
    void the_connection_is_not_the_workflows_to_commit() {
        var workflow = Workflow.define(
                "ship",
                String.class,
                String.class,
                (order, run) -> run.transaction("ship", String.class, tx -> {
                    tx.commit();
                    return "";
                }));

        assertThatThrownBy(acme(workflow).start(workflow, "o-1")::result).hasMessageContaining("PEN-1012");
    }

    @Test
    void a_run_started_in_the_callers_transaction_exists_when_that_commits() throws SQLException {
        var workflow = Workflow.define("ship", String.class, String.class, (order, run) -> "shipped " + order);
        var acme = acme(workflow);

        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            insert(connection, "o-1");
            var handle = acme.start(connection, workflow, "o-1", Start.options());
            assertThat(acme.find(handle.id())).isEmpty();
            assertRefused(ErrorCode.RUN_NOT_FOUND, handle::result);
            connection.commit();
            assertThat(handle.result()).isEqualTo("shipped o-1");
        }
    }

    @Test
    void a_run_started_in_a_transaction_that_is_rolled_back_never_was() throws SQLException {
        var workflow = Workflow.define("ship", String.class, String.class, (order, run) -> "shipped " + order);
        var acme = acme(workflow);

        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            acme.start(connection, workflow, "o-1", Start.idempotencyKey("o-1"));
            connection.rollback();
        }
        assertThat(count("select count(*) from penstock.run")).isZero();
        assertThat(acme.start(workflow, "o-1", Start.idempotencyKey("o-1")).result())
                .isEqualTo("shipped o-1");
    }

    @Test
    void transactions_that_take_their_time_leave_room_for_heartbeats_and_look_ups() {
        var release = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var workflow = Workflow.define(
                "ship",
                String.class,
                String.class,
                (order, run) -> run.transaction("ship", String.class, tx -> {
                    begun.countDown();
                    Await.open("the others were answered", release);
                    return insert(tx, order);
                }));
        var acme = acme(workflow);
        var handles = IntStream.range(0, 20)
                .mapToObj(order -> acme.start(workflow, "o-" + order))
                .toList();
        Await.open("a transaction has begun", begun);

        // Without room for it this is refused with PEN-3002, and so is the heartbeat: the worker loses all its runs.
        var states = handles.stream().map(handle -> handle.status().state()).distinct();

        assertThat(states).containsExactly(RunState.RUNNING);
        release.countDown();
        assertThat(handles).allSatisfy(handle -> assertThat(handle.result()).startsWith("shipped"));
    }

    @Test
    void a_result_that_is_refused_takes_the_rows_with_it() {
        var workflow = Workflow.define(
                "ship",
                String.class,
                String.class,
                (order, run) -> run.transaction("ship", String.class, tx -> insert(tx, order) + "x".repeat(5_000)));

        var handle = open(options -> options.withPayloadCharsMax(1_000), workflow)
                .tenant("acme")
                .start(workflow, "o-1");

        assertThatThrownBy(handle::result).hasMessageContaining("PEN-1004");
        assertThat(handle.status().state()).isEqualTo(RunState.FAILED);
        assertThat(count("select count(*) from shipment")).isZero();
    }
}

package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Penstock;
import dev.penstock.engine.EngineOptions;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunQuery;
import dev.penstock.run.RunState;
import dev.penstock.run.Start;
import dev.penstock.workflow.Workflow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Workers hear of runs that others queued: here the poll and the lease are so long that nothing else finds them. */
class WakeContractTest extends Contract {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final UnaryOperator<EngineOptions> ONLY_RINGS =
            options -> options.withPoll(Duration.ofHours(1)).withLease(Duration.ofHours(1));

    private static final Workflow<String, String> ECHO =
            Workflow.define("echo", String.class, String.class, (input, run) -> "heard " + input);

    private Penstock client() {
        return open(builder(), Penstock.Builder::client);
    }

    @Test
    void a_run_that_a_client_queues_is_heard_of() {
        open(ONLY_RINGS, ECHO);
        idle();

        assertThat(client().tenant("acme").start(ECHO, "you").result(SOON)).isEqualTo("heard you");
    }

    @Test
    void a_run_started_in_a_transaction_is_heard_of_when_that_commits() throws SQLException {
        open(ONLY_RINGS, ECHO);
        idle();
        var tenant = client().tenant("acme");

        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            var handle = tenant.start(connection, ECHO, "commit", Start.options());
            connection.commit();

            assertThat(handle.result(SOON)).isEqualTo("heard commit");
        }
    }

    @Test
    void a_parent_hears_that_its_sleeping_child_was_cancelled() {
        var sleeper = Workflow.define("sleeper", String.class, String.class, (input, run) -> {
            run.sleep(Duration.ofHours(1));
            return input;
        });
        var parent = Workflow.define("parent", String.class, String.class, (input, run) -> {
            try {
                return run.start(sleeper, input).result();
            } catch (PenstockException cancelled) {
                return cancelled.code().toString();
            }
        });
        open(ONLY_RINGS.andThen(options -> options.withEvictAfter(Duration.ZERO))::apply, sleeper, parent);
        var handle = client().tenant("acme").start(parent, "x");
        Await.until("both wait", () -> count("select count(*) from penstock.run where state = 'waiting'") == 2);
        idle();

        var child = count("select count(*) from penstock.run where parent_run_id is not null");
        assertThat(child).isEqualTo(1);
        client().tenant("acme")
                .list(RunQuery.all().withWorkflow("sleeper"))
                .items()
                .forEach(run -> client().tenant("acme").cancel(run.id()));

        assertThat(handle.result(SOON)).isNotBlank();
    }

    @Test
    void a_run_is_heard_of_over_a_new_connection_after_the_old_one_was_terminated() {
        open(ONLY_RINGS, ECHO);
        idle();

        execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and query = 'listen penstock'");
        idle();

        assertThat(client().tenant("acme").start(ECHO, "again").result(SOON)).isEqualTo("heard again");
    }

    @Test
    void a_worker_without_a_connection_to_listen_on_polls() {
        open(builder()
                .connections(3)
                .worker(options -> options.withPoll(Duration.ofMillis(50)))
                .register(ECHO));

        assertThat(client().tenant("acme").start(ECHO, "late").result(SOON)).isEqualTo("heard late");
    }

    @Test
    void a_worker_that_shuts_down_hands_its_runs_over_at_once() {
        var begun = new CountDownLatch(1);
        var waits = Workflow.define("waits", String.class, String.class, (input, run) -> {
            run.step("hold", () -> {
                if (begun.getCount() > 0) {
                    begun.countDown();
                    new CountDownLatch(1).await();
                }
            });
            return "handed over";
        });
        var first = open(ONLY_RINGS, waits);
        var handle = first.tenant("acme").start(waits, "x");
        Await.open("the first worker is inside a step", begun);
        var second = open(ONLY_RINGS, waits);
        idle(2);

        shutDown(first);

        assertThat(second.tenant("acme").handle(waits, handle.id()).result(SOON))
                .isEqualTo("handed over");
    }

    @Test
    void many_starts_make_few_notifications() throws SQLException {
        var tenant = client().tenant("acme");
        open(ONLY_RINGS.andThen(options -> options.withSlots(1))::apply, ECHO);
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("listen penstock");
            long begun = System.nanoTime();
            for (int at = 0; at < 300; at++) {
                tenant.start(ECHO, "many");
            }
            long tens = (System.nanoTime() - begun) / 10_000_000;
            tenant.start(connection, ECHO, "the last", Start.options());

            assertThat(heard(connection))
                    .as("notifications")
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(Math.toIntExact(tens) + 2);
        }
    }

    @Test
    void nobody_notifies_when_the_only_worker_knows() throws SQLException {
        open(ONLY_RINGS, ECHO);
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("listen penstock");
            statement.execute("select penstock.ring(worker_id) from penstock.worker");

            assertThat(heard(connection)).isEmpty();

            statement.execute("select penstock.ring(null)");

            assertThat(heard(connection)).hasSize(1);
        }
    }

    @Test
    void a_client_has_no_lease_and_lists_and_cancels_what_it_started() {
        var client = client();
        var handle = client.tenant("acme").start(ECHO, "nobody there");

        assertThat(count("select count(*) from penstock.worker")).isZero();
        assertThat(handle.status().state()).isEqualTo(RunState.QUEUED);
        assertThat(handle.cancel()).isEqualTo(RunState.CANCELLED);
    }

    private Penstock.Builder builder() {
        return Penstock.connect(database.jdbcUrl(), database.user(), database.password());
    }

    /** What a listening connection was told up to now. */
    private static PGNotification[] heard(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select");
        }
        return connection.unwrap(PGConnection.class).getNotifications(1);
    }

    /** The worker listens, and the looks that follow its opening are over: now it waits for a ring, or an hour. */
    private void idle() {
        idle(1);
    }

    private void idle(int workers) {
        Await.until(
                "the worker waits",
                () -> count("select count(*) from pg_stat_activity where datname = current_database()"
                                        + " and query = 'listen penstock' and state = 'idle'")
                                == workers
                        && count("select count(*) from pg_stat_activity where datname = current_database()"
                                        + " and application_name = 'penstock' and query_start > now() - interval '1 s'")
                                == 0);
    }
}

package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.Penstock;
import dev.penstock.failure.ErrorCode;
import dev.penstock.run.Start;
import dev.penstock.workflow.Workflow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a tenant comes to be spread over buckets: before its first run, once, and nobody starts one in the wrong place. */
class SpreadingContractTest extends Contract {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static final Workflow<String, String> ECHO = Workflow.define(
            "echo", String.class, String.class, (input, run) -> "heard " + input + " of " + run.tenant());

    private Penstock client() {
        return open(
                Penstock.connect(database.jdbcUrl(), database.user(), database.password())
                        .connections(3),
                Penstock.Builder::client);
    }

    @Test
    void a_tenant_with_runs_is_not_spread_and_goes_on() {
        var acme = open(ECHO).tenant("acme");
        acme.start(ECHO, "first").result(SOON);

        assertRefused(ErrorCode.SPREAD_REFUSED, () -> acme.spread(16))
                .withMessageContaining("has runs already")
                .withMessageContaining("another name");
        assertThat(acme.start(ECHO, "second").result(SOON)).isEqualTo("heard second of acme");
        assertThat(count("select count(*) from penstock.spread")).isZero();
    }

    @Test
    void the_number_of_buckets_is_for_good() {
        var acme = open(ECHO).tenant("acme");
        var spread = acme.spread(4);
        acme.start(ECHO, "x").result(SOON);

        assertThat(acme.spread(4)).isEqualTo(spread);
        assertThat(client().spreads()).containsExactly(Map.entry("acme", spread));
        assertRefused(ErrorCode.SPREAD_REFUSED, () -> acme.spread(8)).withMessageContaining("over 4 buckets");
        for (int unusable : new int[] {-1, 0, 1, 3, 12, 2048}) {
            assertRefused(ErrorCode.INVALID_OPTION, () -> acme.spread(unusable));
        }
    }

    @Test
    void a_first_run_that_is_not_committed_yet_is_waited_for_and_keeps_the_tenant_whole() throws Exception {
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            client().tenant("acme").start(connection, ECHO, "first", Start.options());

            assertSpreadIsRefusedAfter(() -> connection.commit());
        }
    }

    /** It cannot see what was declared after its snapshot, and holds no lock by which it could be told. */
    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void a_transaction_with_an_older_view_that_makes_the_first_run_is_waited_for(int isolation) throws Exception {
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(isolation);
            connection.createStatement().execute("select 1 from pg_class");
            var tenant = client().tenant("acme");

            assertSpreadIsRefusedAfter(() -> {
                tenant.start(connection, ECHO, "first", Start.options());
                connection.commit();
            });
        }
    }

    private void assertSpreadIsRefusedAfter(Done done) throws Exception {
        var administrator = client().tenant("acme");
        var refusal = new FutureTask<>(() -> administrator.spread(4), null);
        Thread.startVirtualThread(refusal);
        Await.until("it is declared", () -> count("select count(*) from penstock.spread") == 1);
        done.call();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(refusal::get)
                .withMessageContaining("PEN-1019")
                .withMessageContaining("has runs already");
        assertThat(count("select count(*) from penstock.spread")).isZero();
        assertThat(count("select count(*) from penstock.run where tenant = 'acme'"))
                .isEqualTo(1);
    }

    @FunctionalInterface
    private interface Done {
        void call() throws SQLException;
    }

    @Test
    void while_it_is_being_settled_starts_wait_and_then_go_into_the_buckets() throws Exception {
        var worker = open(ECHO).tenant("acme");
        var administrator = client().tenant("acme");
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("select 1");
            connection.createStatement().execute("lock table penstock.schema_version in access share mode");
            var spread = Thread.startVirtualThread(() -> administrator.spread(4));
            Await.until("it is declared", () -> count("select count(*) from penstock.spread") == 1);
            var start = new FutureTask<>(() -> worker.start(ECHO, "x"));
            Thread.startVirtualThread(start);

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> execute("select penstock.start('acme', 'echo')"))
                    .havingCause()
                    .withMessageContaining("PEN-1018");
            assertThat(start.isDone()).isFalse();
            assertThat(count("select count(*) from penstock.spread where settled_at is null"))
                    .isEqualTo(1);
            connection.commit();

            spread.join();
            assertThat(start.get().result(SOON)).isEqualTo("heard x of acme");
        }
        assertThat(count("select count(*) from penstock.run where tenant = 'acme'"))
                .isZero();
    }

    /** As if the process had died that declared it. */
    @Test
    void what_was_declared_and_not_settled_is_settled_by_declaring_it_again() {
        var acme = open(ECHO).tenant("acme");
        acme.spread(4);
        execute("update penstock.spread set settled_at = null");

        assertRefused(ErrorCode.SPREAD_REFUSED, () -> acme.spread(8)).withMessageContaining("not settled");
        acme.spread(4);

        assertThat(client().tenant("acme").buckets()).hasSize(4);
    }
}

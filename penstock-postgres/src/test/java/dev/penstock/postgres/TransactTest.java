package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.CuttingProxy.Cut;
import dev.penstock.postgres.contract.Await;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.StepWrite;
import dev.penstock.store.Store.TransactionWork;
import dev.penstock.store.Transition;
import dev.penstock.store.Verdict;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The application's rows and the step's record, in one commit or not at all. */
class TransactTest extends EachStore {

    private Fixture at;
    private Holding holding;

    @BeforeEach
    void open() {
        at = create();
        at.execute("create table shipment (id int primary key)");
        holding = at.begin();
    }

    @AfterEach
    void close() {
        at.close();
    }

    @Test
    void bothAreThere() throws Exception {
        assertThat(at.store.transact(holding, shipping(1))).isEqualTo(Verdict.RECORDED);

        assertThat(shipments()).isOne();
        assertThat(at.store.steps(holding.run())).hasSize(1);
    }

    @Test
    void neitherIsThereWhenTheFunctionThrows() {
        var thrown = new IOException("out of paper");

        assertThatThrownBy(() -> at.store.transact(holding, connection -> {
                    ship(connection, 1);
                    throw thrown;
                }))
                .isSameAs(thrown);

        assertThat(shipments()).isZero();
        assertThat(at.store.steps(holding.run())).isEmpty();
    }

    @Test
    void neitherIsThereWhenTheHoldingIsStale() throws Exception {
        var stale = new Holding(holding.run(), at.worker, 2);

        assertThat(at.store.transact(stale, shipping(1))).isEqualTo(Verdict.SUPERSEDED);

        assertThat(shipments()).isZero();
    }

    @Test
    void neitherIsThereWhenTheRecordIsRefused() {
        assertThatThrownBy(() -> at.store.transact(holding, connection -> {
                    ship(connection, 1);
                    return step("ship", "{not json");
                }))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        coded -> assertThat(coded.code()).isEqualTo(ErrorCode.STORE_REFUSED));

        assertThat(shipments()).isZero();
    }

    @Test
    void whatTheCommitFindsWrongIsTheFunctionsFault() {
        at.execute("create table parcel (shipment int references shipment deferrable initially deferred)");

        assertThatThrownBy(() -> at.store.transact(holding, connection -> {
                    Fixture.execute(connection, "insert into parcel values (7)");
                    return step("ship");
                }))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("parcel");

        assertThat(at.store.steps(holding.run())).isEmpty();
    }

    @Test
    void cancellationIsToldWithTheCommit() throws Exception {
        at.store.cancel(holding.run());

        assertThat(at.store.transact(holding, shipping(1))).isEqualTo(Verdict.RECORDED_CANCEL_REQUESTED);

        assertThat(shipments()).isOne();
    }

    @FunctionalInterface
    interface Misuse {
        void of(Connection connection) throws SQLException;
    }

    static final List<Misuse> MISUSES = List.of(
            Connection::commit,
            Connection::rollback,
            Connection::close,
            connection -> connection.setAutoCommit(true),
            connection -> connection.abort(Runnable::run),
            connection -> connection.createStatement().getConnection().commit(),
            connection ->
                    connection.prepareStatement("select 1").getConnection().rollback(),
            connection -> connection.createStatement().execute("commit"),
            connection -> connection.createStatement().execute("  /* why */ Commit work"),
            connection -> connection.createStatement().execute("-- why\nrollback"),
            connection -> connection.createStatement().execute("select 1; commit"),
            connection -> connection.createStatement().addBatch("end"),
            connection -> connection.prepareStatement("abort"),
            connection -> connection.prepareStatement("prepare transaction 'x'"));

    @ParameterizedTest
    @FieldSource("MISUSES")
    void transactionIsNotTheFunctionsToEnd(Misuse misuse) {
        assertThatThrownBy(() -> at.store.transact(holding, connection -> {
                    ship(connection, 1);
                    misuse.of(connection);
                    return step("ship");
                }))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        coded -> assertThat(coded.code()).isEqualTo(ErrorCode.TRANSACTION_MISUSED));

        assertThat(shipments()).isZero();
        assertThat(at.store.steps(holding.run())).isEmpty();
    }

    @Test
    void savepointsAreTheFunctionsOwn() throws Exception {
        at.store.transact(holding, connection -> {
            ship(connection, 1);
            var before = connection.setSavepoint();
            ship(connection, 2);
            connection.rollback(before);
            connection.releaseSavepoint(before);
            Fixture.execute(connection, "savepoint again");
            ship(connection, 3);
            Fixture.execute(connection, "rollback to again");
            try (var insert = connection.prepareStatement("insert into shipment values (?)")) {
                insert.setInt(1, 4);
                insert.executeUpdate();
            }
            return step("ship");
        });

        assertThat(at.value("select array_agg(id order by id)::text from shipment"))
                .isEqualTo("{1,4}");
    }

    @Test
    void connectionComesBackToThePoolAsItWas() throws Exception {
        for (int i = 0; i < 30; i++) {
            at.store.transact(at.begin(), shipping(i));
            assertThat(at.store.status(holding.run())).isPresent();
        }
        assertThat(shipments()).isEqualTo(30);
    }

    /** The server ends the session under the function: its work is undone, so it is done again. */
    @Test
    void functionIsRunAgainWhenItsConnectionIsLost() throws Exception {
        var attempts = new AtomicInteger();

        var verdict = at.store.transact(holding, connection -> {
            ship(connection, 1);
            if (attempts.incrementAndGet() == 1) {
                at.execute("select pg_terminate_backend(" + backend(connection) + ")");
                ship(connection, 2);
            }
            return step("ship");
        });

        assertThat(verdict).isEqualTo(Verdict.RECORDED);
        assertThat(attempts).hasValue(2);
        assertThat(at.value("select array_agg(id)::text from shipment")).isEqualTo("{1}");
    }

    @Test
    void lostConnectionOfAnotherDatabaseIsTheFunctionsFailure() {
        var elsewhere = new SQLException("no route", "08001");
        var attempts = new AtomicInteger();

        assertThatThrownBy(() -> at.store.transact(holding, connection -> {
                    attempts.incrementAndGet();
                    throw elsewhere;
                }))
                .isSameAs(elsewhere);

        assertThat(attempts).hasValue(1);
    }

    /** The lost request is the commit itself, the lost answer that of a commit. */
    @ParameterizedTest
    @EnumSource
    void commitWhoseFateIsUnknownIsLookedUp(Cut half) throws Exception {
        assertThat(attemptsWithACommitCut(half, holding, step("ship"))).isEqualTo(half == Cut.ANSWER ? 1 : 2);

        assertThat(shipments()).isOne();
        assertThat(at.store.steps(holding.run())).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void failureThatIsTriedAgainIsNotTakenForTheOutcome(Cut half) throws Exception {
        at.record(new Entry(
                holding, List.of(Fixture.failed("ship")), List.of(), Map.of(), new Transition.Fail(Fixture.failure())));
        at.store.resume(holding.run());
        var resumed = at.claim(1).runs().getFirst().holding();

        assertThat(attemptsWithACommitCut(half, resumed, Fixture.settling("ship")))
                .isEqualTo(half == Cut.ANSWER ? 1 : 2);

        assertThat(shipments()).isOne();
        assertThat(at.store.steps(holding.run())).singleElement().returns(StepState.COMPLETED, StepRecord::state);
    }

    private int attemptsWithACommitCut(Cut half, Holding held, StepWrite step) throws Exception {
        var attempts = new AtomicInteger();
        try (var proxy = new CuttingProxy(at.database);
                var store = proxy.open(JournalOptions.defaults())) {
            var verdict = store.transact(held, connection -> {
                ship(connection, 2);
                if (attempts.incrementAndGet() == 1) {
                    proxy.cutNext(half, "COMMIT");
                }
                return step;
            });

            assertThat(proxy.hasCut()).isTrue();
            assertThat(verdict).isEqualTo(Verdict.RECORDED);
        }
        return attempts.get();
    }

    /** It returned something else, on which this worker's code would go on. */
    @Test
    void recordOfWhoTookTheRunOverIsNotTakenForItsOwn() throws Exception {
        try (var proxy = new CuttingProxy(at.database);
                var store = proxy.open(JournalOptions.defaults())) {
            var verdict = CompletableFuture.supplyAsync(() -> transact(store, proxy));
            Await.until("the commit is lost", proxy::isAway);

            var other = at.store.join("other", Fixture.LEASE);
            at.store.leave(at.worker);
            var taken = at.claim(other, 1).runs().getFirst().holding();
            assertThat(at.store.transact(taken, connection -> {
                        ship(connection, 2);
                        return step("ship", "\"the other's\"");
                    }))
                    .isEqualTo(Verdict.RECORDED);
            proxy.comeBack();

            assertThat(await(verdict)).isEqualTo(Verdict.SUPERSEDED);
        }
        assertThat(shipments()).isOne();
    }

    private Verdict transact(PostgresStore store, CuttingProxy proxy) {
        try {
            return store.transact(holding, connection -> {
                ship(connection, 1);
                proxy.cutNextAndStayAway(Cut.REQUEST, "COMMIT");
                return step("ship");
            });
        } catch (Exception thrown) {
            throw new AssertionError(thrown);
        }
    }

    @Test
    void takeOverMeanwhileUndoesIt() throws Exception {
        var verdict = at.store.transact(holding, connection -> {
            ship(connection, 1);
            at.store.leave(at.worker);
            return step("ship");
        });

        assertThat(verdict).isEqualTo(Verdict.SUPERSEDED);
        assertThat(shipments()).isZero();
        assertThat(await(at.store.record(Entry.of(holding, step("late"))))).isEqualTo(Verdict.SUPERSEDED);
    }

    private static TransactionWork shipping(int id) {
        return connection -> {
            ship(connection, id);
            return step("ship");
        };
    }

    private static void ship(Connection connection, int id) throws SQLException {
        Fixture.execute(connection, "insert into shipment values (" + id + ")");
    }

    private long shipments() {
        return (Long) java.util.Objects.requireNonNull(at.value("select count(*) from shipment"));
    }

    private static int backend(Connection connection) throws SQLException {
        try (var row = connection.createStatement().executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}

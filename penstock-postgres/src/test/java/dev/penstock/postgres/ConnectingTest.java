package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.queued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectingTest {

    private static final String PASSWORD = "hunter2";

    @Test
    void applicationsPoolIsUsedWithinTheLimitAndLeftOpen() {
        try (var database = TestDatabase.create();
                var pool = pool(database)) {
            try (var store = new PostgresStoreProvider()
                    .open(new StoreSource.Pooled(pool), new StoreOptions(4, "text", step -> {}))) {
                var starts = IntStream.range(0, 200)
                        .mapToObj(i -> store.start(queued(newKey())))
                        .toList();
                IntStream.range(0, 200)
                        .parallel()
                        .forEach(i -> assertThat(store.status(newKey())).isEmpty());
                assertThat(starts.stream().map(Fixture::await)).containsOnly(StartVerdict.STARTED);
                assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isLessThanOrEqualTo(4);
            }
            assertThat(pool.isClosed()).isFalse();
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    /** What is not committed there is rolled back when the connection is closed. */
    @Test
    void applicationsPoolMayGiveConnectionsThatDoNotCommitByThemselves() throws SQLException {
        try (var database = TestDatabase.create();
                var pool = pool(database, config -> config.setAutoCommit(false));
                var store = new PostgresStoreProvider()
                        .open(new StoreSource.Pooled(pool), new StoreOptions(4, "text", step -> {}));
                var elsewhere = database.connect()) {
            var worker = store.join("w", Duration.ofMinutes(1));

            assertThat(store.renew(worker, Duration.ofMinutes(1)).held()).isTrue();
            try (var statement = elsewhere.createStatement();
                    var row = statement.executeQuery("select count(*) from penstock.worker")) {
                row.next();
                assertThat(row.getLong(1)).isOne();
            }
            try (var given = pool.getConnection()) {
                assertThat(given.getAutoCommit()).as("as it was").isFalse();
            }
        }
    }

    @Test
    void isolationUnderWhichTheFenceDoesNotHoldIsRefused() {
        try (var database = TestDatabase.create();
                var pool = pool(database, config -> config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ"))) {
            assertThatThrownBy(() -> new PostgresStoreProvider()
                            .open(new StoreSource.Pooled(pool), new StoreOptions(4, "text", step -> {})))
                    .isInstanceOfSatisfying(
                            PenstockException.class,
                            coded -> assertThat(coded.code()).isEqualTo(ErrorCode.NOT_READ_COMMITTED))
                    .hasMessageContaining("repeatable read");
        }
    }

    private static HikariDataSource pool(TestDatabase database) {
        return pool(database, config -> {});
    }

    private static HikariDataSource pool(TestDatabase database, Consumer<HikariConfig> more) {
        var config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(0);
        more.accept(config);
        return new HikariDataSource(config);
    }

    @Test
    void neverMoreConnectionsThanAllowed() {
        try (var at = Fixture.create(TestDatabase.create(), JournalOptions.defaults())) {
            IntStream.range(0, 100).parallel().forEach(i -> await(at.store.start(queued(newKey()))));
            IntStream.range(0, 100)
                    .parallel()
                    .forEach(i -> assertThat(at.store.status(newKey())).isEmpty());

            assertThat((Long) at.value("select count(*) from pg_stat_activity where application_name = 'penstock'"
                            + " and datname = current_database()"))
                    .isBetween(1L, (long) StoreOptions.defaults().connections());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://localhost/db?password=" + PASSWORD,
                "jdbc:postgresql://127.0.0.1:1/db?password=" + PASSWORD,
                "jdbc:postgresql://127.0.0.1:99999/db?password=" + PASSWORD,
                "jdbc:postgresql://nowhere.invalid/db?password=" + PASSWORD
            })
    void passwordIsNeverTold(String url) {
        assertThatThrownBy(() -> new PostgresStoreProvider()
                        .open(new StoreSource.Url(url, "me", PASSWORD), StoreOptions.defaults()))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        coded -> assertThat(coded.code()).isIn(ErrorCode.INVALID_OPTION, ErrorCode.STORE_UNREACHABLE))
                .satisfies(thrown -> {
                    var trace = new StringWriter();
                    thrown.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain(PASSWORD);
                });
    }

    @Test
    void descriptionTellsWhereButNoSecret() {
        try (var at = Fixture.create();
                var store = new PostgresStoreProvider()
                        .open(
                                new StoreSource.Url(
                                        at.database.jdbcUrl() + "?password=" + at.database.password(),
                                        at.database.user(),
                                        null),
                                StoreOptions.defaults())) {
            assertThat(store.description()).contains(at.database.jdbcUrl()).doesNotContain("password");
        }
    }

    @Test
    void tooFewConnectionsAreRefused() {
        assertThatThrownBy(() -> new PostgresStoreProvider()
                        .open(
                                new StoreSource.Url("jdbc:postgresql://localhost/db", null, null),
                                new StoreOptions(2, "text", step -> {})))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        coded -> assertThat(coded.code()).isEqualTo(ErrorCode.INVALID_OPTION));
    }
}

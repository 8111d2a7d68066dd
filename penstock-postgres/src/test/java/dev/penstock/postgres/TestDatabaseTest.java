package dev.penstock.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {

    @Test
    void everyDatabaseIsEmptyAndDroppedAtTheEnd() throws Exception {
        try (var one = TestDatabase.create();
                var other = TestDatabase.create();
                var connection = one.connect();
                var elsewhere = other.connect()) {
            connection.createStatement().execute("create table t (a int)");

            assertThatThrownBy(() -> elsewhere.createStatement().execute("table t"))
                    .hasMessageContaining("does not exist");
            one.close();
            assertThatThrownBy(one::connect).hasMessageContaining("does not exist");
            assertThatThrownBy(() -> connection.createStatement().execute("table t"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void dedicatedServerKeepsItsPortAndItsCommittedRowsWhenKilled() throws Exception {
        try (var server = TestServer.dedicated();
                var database = TestDatabase.create(server)) {
            try (var connection = database.connect()) {
                connection.createStatement().execute("create table t as select 42 as a");
                server.kill();
                assertThatThrownBy(() -> connection.createStatement().execute("table t"))
                        .isInstanceOf(SQLException.class);
            }
            assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);

            server.restart();

            try (var connection = database.connect();
                    var rows = connection.createStatement().executeQuery("table t")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(42);
            }
        }
    }

    @Test
    void pausedServerAnswersNothingUntilItIsResumed() throws Exception {
        try (var server = TestServer.dedicated();
                var connection = server.connect()) {
            server.pause();
            var answer = CompletableFuture.supplyAsync(() -> valid(connection));
            assertThatThrownBy(() -> answer.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            server.resume();

            assertThat(answer.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static boolean valid(java.sql.Connection connection) {
        try {
            return connection.isValid(0);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

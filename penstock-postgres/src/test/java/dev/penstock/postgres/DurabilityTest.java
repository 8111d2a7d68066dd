package dev.penstock.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.store.StoreOptions;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** A database that answers commits before they are durable is refused when the store is opened. */
class DurabilityTest {

    @Test
    void databaseSetToAnswerEarlyIsRefused() throws SQLException {
        try (var database = TestDatabase.create()) {
            set(database.jdbcUrl(), database.user(), database.password(), "off");

            refuses(database, "this database");

            set(database.jdbcUrl(), database.user(), database.password(), "local");
            open(database);
        }
    }

    @Test
    @RequiresCitus
    void nodeOfAClusterSetToAnswerEarlyIsRefused() throws SQLException {
        var cluster = CitusCluster.shared();
        var node = cluster.urls().getLast();
        try (var database = TestDatabase.create(cluster)) {
            set(node, cluster.user(), cluster.password(), "off");
            try {
                refuses(database, "a node of this cluster");
            } finally {
                set(node, cluster.user(), cluster.password(), "on");
            }
            open(database);
        }
    }

    private static void refuses(TestDatabase database, String where) {
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> open(database))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_DURABLE))
                .withMessageContaining(where)
                .withMessageContaining("synchronous_commit");
    }

    private static void open(TestDatabase database) {
        Fixture.open(database, StoreOptions.defaults(), JournalOptions.defaults())
                .close();
    }

    /** For this node's database alone, as its administrator may have done. */
    private static void set(String url, String user, String password, String value) throws SQLException {
        try (var connection = DriverManager.getConnection(url, user, password)) {
            var database = connection.getCatalog();
            Fixture.execute(connection, "set citus.enable_ddl_propagation = off");
            Fixture.execute(connection, "alter database " + database + " set synchronous_commit = " + value);
        }
    }
}

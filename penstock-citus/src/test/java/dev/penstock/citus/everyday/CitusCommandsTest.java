package dev.penstock.citus.everyday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.Sql;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

@RequiresCitus
class CitusCommandsTest {

    @Test
    void everyShardAndEveryNodeAnswers() throws SQLException {
        String schema = CitusCluster.shared().schema();
        try (var connection = CitusCluster.shared().connect()) {
            Sql.run(
                    connection,
                    "create table " + schema + ".t (k int)",
                    "insert into " + schema + ".t select generate_series(1, 100)",
                    "select create_distributed_table('" + schema
                            + ".t', 'k', colocate_with => 'none', shard_count => 6)");
            var table = new QualifiedName(schema, "t");

            assertThat(CitusCommands.onShards(connection, table, "select count(*) from %s"))
                    .hasSize(6)
                    .allSatisfy(answer -> assertThat(answer.shard()).isNotNull());
            assertThat(CitusCommands.onWorkers(connection, "select 1")).hasSize(2);
            assertThat(CitusCommands.onNodes(connection, "select 1")).hasSize(3);
            Sql.run(connection, "drop schema " + schema + " cascade");
        }
    }

    /** Citus answers with a row where a command failed; who does not read it never knows. */
    @Test
    void failureOnOneShardIsRaisedWithItsPlaceAndReason() throws SQLException {
        String schema = CitusCluster.shared().schema();
        try (var connection = CitusCluster.shared().connect()) {
            Sql.run(
                    connection,
                    "create table " + schema + ".t (k int)",
                    "select create_distributed_table('" + schema
                            + ".t', 'k', colocate_with => 'none', shard_count => 6)",
                    "insert into " + schema + ".t values (1)");

            assertThatThrownBy(() -> CitusCommands.onShards(
                            connection, new QualifiedName(schema, "t"), "select 1 / (1 - count(*)) from %s"))
                    .hasMessageContaining("PEN-6040: the command failed for shard ")
                    .hasMessageContaining("division by zero")
                    .hasMessageEndingWith("it took effect in the other 5 of 6 places and stays there");
            assertThatThrownBy(() -> CitusCommands.onWorkers(connection, "select 1 / 0"))
                    .hasMessageContaining("division by zero")
                    .hasMessageEndingWith("it took effect nowhere");
            Sql.run(connection, "drop schema " + schema + " cascade");
        }
    }

    @Test
    void transactionIsRefusedBecauseCommandsAreNoPartOfIt() throws SQLException {
        try (var connection = CitusCluster.shared().connect()) {
            connection.setAutoCommit(false);

            assertThatThrownBy(() -> CitusCommands.onWorkers(connection, "select 1"))
                    .hasMessageContaining("PEN-6003");
        }
    }

    @Test
    void coordinatorAndWorkersAreToldApart() throws SQLException {
        try (var coordinator = CitusCluster.shared().connect();
                var worker = CitusCluster.shared().connectToWorker(1)) {
            assertThat(Standing.of(coordinator).kind()).isEqualTo(Standing.Kind.COORDINATOR);
            assertThat(Standing.of(worker).kind()).isEqualTo(Standing.Kind.WORKER);
            assertThat(CitusCluster.shared().url())
                    .contains(String.valueOf(Standing.of(worker).coordinator()));
        }
    }
}

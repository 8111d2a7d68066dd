package dev.penstock.citus;

import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests in a schema of their own on the cluster, the first in the path of their connection and dropped in the end. */
@RequiresCitus
abstract class OnCitus {

    final CitusCluster cluster = CitusCluster.shared();
    final String schema = cluster.schema();
    final Connection connection = cluster.connect();

    OnCitus() throws SQLException {}

    @BeforeEach
    void enter() throws SQLException {
        Sql.run(connection, "set search_path = " + schema + ", public");
    }

    @AfterEach
    void leave() throws SQLException {
        Sql.run(connection, "drop schema " + schema + " cascade");
        connection.close();
    }
}

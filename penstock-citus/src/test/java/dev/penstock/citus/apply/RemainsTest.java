package dev.penstock.citus.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.Sql;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.Test;

@RequiresCitus
class RemainsTest {

    private static final String TRUNCATE = "select truncate_local_data_after_distributing_table('S.a')";

    /** The transaction is taken back, so what is emptied in it is not lost. */
    @Test
    void whatCitusWouldEmptyTwoForeignKeysAwayIsRefused() throws SQLException {
        var cluster = CitusCluster.shared();
        String schema = cluster.schema();
        var a = new QualifiedName(schema, "a");
        var b = new QualifiedName(schema, "b");
        try (var connection = cluster.connect()) {
            connection.setAutoCommit(false);
            Sql.run(connection, """
                    create table S.a (t int, id int, primary key (t, id));
                    create table S.b (t int, id int, primary key (t, id), foreign key (t, id) references S.a);
                    create table S.c (t int, id int, primary key (t, id), foreign key (t, id) references S.b);
                    insert into S.a select n, n from generate_series(1, 10) n;
                    insert into S.b select t, id from S.a;
                    insert into S.c select t, id from S.b;
                    select create_distributed_table('S.a', 't', colocate_with => 'none');
                    select create_distributed_table('S.b', 't', colocate_with => 'S.a');
                    savepoint distributed;
                    """.replace("S.", schema + "."));
            Sql.run(connection, TRUNCATE.replace("S.", schema + "."));
            assertThat(Sql.value(connection, "select count(*) from " + schema + ".c"))
                    .as("rows left where Citus' own check is relied on")
                    .isEqualTo("0");
            Sql.run(connection, "rollback to savepoint distributed");

            assertThatThrownBy(() -> Remains.truncate(connection, a, Set.of(a, b)))
                    .hasMessageContaining("PEN-6026")
                    .hasMessageContaining(schema + ".c would be emptied with it, 2 foreign key(s) away");

            assertThat(Sql.value(connection, "select count(*) from " + schema + ".c"))
                    .isEqualTo("10");
            Sql.run(connection, "drop table " + schema + ".c");
            assertThatThrownBy(() -> Remains.truncate(connection, a, Set.of(a)))
                    .hasMessageContaining(schema + ".b has 8192 bytes there that are not proven to be in its shards");
            Remains.truncate(connection, a, Set.of(a, b));
            assertThat(Sql.value(connection, "select count(*) from " + schema + ".b"))
                    .isEqualTo("10");
            connection.rollback();
            connection.setAutoCommit(true);
            Sql.run(connection, "drop schema " + schema + " cascade");
        }
    }
}

package dev.penstock.citus.everyday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.Sql;
import dev.penstock.citus.catalog.DistributionState;
import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RequiresCitus
class CitusTableTest {

    private Connection connection;
    private String schema;

    @BeforeEach
    void connect() throws SQLException {
        connection = CitusCluster.shared().connect();
        schema = CitusCluster.shared().schema();
    }

    @AfterEach
    void drop() throws SQLException {
        run("drop schema S cascade", "drop schema if exists S_one cascade");
        connection.close();
    }

    @Test
    void statesAreToldApart() throws SQLException {
        run(
                "create table S.plain (id int primary key)",
                "create table S.country (code text primary key)",
                "select create_reference_table('S.country')",
                "create table S.converted (id int primary key, country text references S.country)",
                "create table S.orders (tenant int primary key)",
                "select create_distributed_table('S.orders', 'tenant', colocate_with => 'none')",
                "create schema S_one",
                "create table S_one.t (id int primary key)",
                "select citus_schema_distribute('S_one')");

        assertThat(table("plain").state()).isEqualTo(DistributionState.PLAIN);
        assertThat(table("converted").state()).isEqualTo(DistributionState.CITUS_LOCAL);
        assertThat(table("converted").distribution().autoConverted()).isTrue();
        assertThat(table("country").state()).isEqualTo(DistributionState.REFERENCE);
        assertThat(table("orders").state()).isEqualTo(DistributionState.HASH);
        assertThat(CitusTable.of(connection, schema + "_one.t").state()).isEqualTo(DistributionState.SINGLE_SHARD);
        assertThat(table("plain").distributed()).isFalse();
        assertThat(table("converted").distributed()).as("in pg_dist_partition").isFalse();
        assertThat(table("country").distributed()).isTrue();
    }

    @Test
    void tableThatIsNotThereAndNameWithoutSchemaAreRefused() {
        assertThatThrownBy(() -> table("nothing")).hasMessageContaining("PEN-6005");
        assertThatThrownBy(() -> CitusTable.of(connection, "orders"))
                .hasMessageContaining("PEN-6008")
                .hasMessageContaining("write app.orders");
    }

    @Test
    void notNullIsDeclaredOnEveryShardAndAgainDoesNothing() throws SQLException {
        distributed();
        run("update S.orders set code = 'x' where code is null");
        table("orders").emptyStranded();

        table("orders").setNotNull("code");
        table("orders").setNotNull("code");

        assertThat(
                        value(
                                "select attnotnull from pg_attribute where attrelid = 'S.orders'::regclass and attname = 'code'"))
                .isEqualTo("t");
        assertThat(
                        value(
                                "select string_agg(distinct result, ',') from run_command_on_placements('S.orders',"
                                        + " 'select attnotnull from pg_attribute where attrelid = ''%s''::regclass and attname = ''code''')"))
                .isEqualTo("t");
        assertThat(value("select count(*) from pg_constraint where conrelid = 'S.orders'::regclass and contype = 'c'"))
                .isEqualTo("0");
    }

    @Test
    void nullsAreCountedAndLeaveNoCheckBehind() throws SQLException {
        distributed();
        table("orders").emptyStranded();

        assertThatThrownBy(() -> table("orders").setNotNull("code"))
                .hasMessageContaining("PEN-6042")
                .hasMessageContaining("10 rows of " + schema + ".orders have no code");
        assertThat(value("select count(*) from pg_constraint where conrelid = 'S.orders'::regclass and contype = 'c'"))
                .isEqualTo("0");
    }

    @Test
    void rowsLeftBehindAreNamedBeforeTheyBreakTheDeclaration() throws SQLException {
        distributed();
        run("update S.orders set code = 'x' where code is null");

        assertThatThrownBy(() -> table("orders").setNotNull("code"))
                .hasMessageContaining("PEN-6041")
                .hasMessageContaining("8192 bytes");
        assertThat(table("orders").stranded())
                .extracting(CitusTable.Stranded::bytes)
                .containsExactly(8192L);
        table("orders").emptyStranded();
        assertThat(table("orders").stranded()).isEmpty();
        assertThat(value("select count(*) from S.orders")).isEqualTo("20");
    }

    @Test
    void rowsLeftInAPartitionAreSeenAlthoughTheParentIsEmpty() throws SQLException {
        run(
                "create table S.events (tenant int not null, day int not null) partition by range (day)",
                "create table S.events_1 partition of S.events for values from (0) to (10)",
                "insert into S.events select i, i from generate_series(1, 9) i",
                "select create_distributed_table('S.events', 'tenant', colocate_with => 'none')");

        assertThat(value("select pg_relation_size('S.events')")).isEqualTo("0");
        assertThat(table("events").stranded())
                .extracting(left -> left.table().name())
                .containsExactly("events_1");
        table("events").emptyStranded();
        assertThat(table("events").stranded()).isEmpty();
        assertThat(value("select count(*) from S.events")).isEqualTo("9");
    }

    /** Citus itself looks at the nearest referrers only, and would empty this one. */
    @Test
    void nothingIsEmptiedWhereALocalTableWouldBeEmptiedWithIt() throws SQLException {
        run(
                "create table S.a (tenant int primary key)",
                "create table S.b (tenant int primary key references S.a)",
                "create table S.c (id int primary key, tenant int references S.b)",
                "insert into S.a values (1)",
                "insert into S.b values (1)",
                "insert into S.c values (1, 1)",
                "select create_distributed_table('S.a', 'tenant', colocate_with => 'none')",
                "select create_distributed_table('S.b', 'tenant', colocate_with => 'S.a')");

        assertThatThrownBy(() -> table("a").emptyStranded())
                .hasMessageContaining("PEN-6026")
                .hasMessageContaining(schema + ".c (2 foreign keys away)");
        assertThat(value("select count(*) from S.c")).isEqualTo("1");
    }

    @Test
    void transactionOfTheCallersIsRefusedForWhatNeedsSeveral() throws SQLException {
        distributed();
        connection.setAutoCommit(false);

        assertThatThrownBy(() -> table("orders").setNotNull("code")).hasMessageContaining("PEN-6003");
        connection.rollback();
        connection.setAutoCommit(true);
    }

    @Test
    void lockOfAWriterOnAWorkerIsGivenUpInTime() throws SQLException {
        distributed();
        table("orders").emptyStranded();
        run("update S.orders set code = 'x' where code is null");
        var hasty = new LockBudget(Duration.ofMillis(100), Duration.ZERO);
        try (var writer = CitusCluster.shared().connectToWorker(0)) {
            writer.setAutoCommit(false);
            Sql.run(writer, "update " + schema + ".orders set code = 'y'");

            assertThatThrownBy(() -> table("orders").within(hasty).setNotNull("code"))
                    .isInstanceOfSatisfying(
                            CitusException.class,
                            refused -> assertThat(refused.code()).isEqualTo(CitusErrorCode.LOCK_NOT_OBTAINED));
            writer.rollback();
        }
        table("orders").within(hasty).setNotNull("code");
    }

    private void distributed() throws SQLException {
        run(
                "create table S.orders (tenant int, id int, code text, primary key (tenant, id))",
                "insert into S.orders select i % 4, i, case when i % 2 = 0 then 'x' end from generate_series(1, 20) i",
                "select create_distributed_table('S.orders', 'tenant', colocate_with => 'none')");
    }

    private CitusTable table(String name) {
        return CitusTable.of(connection, schema + "." + name);
    }

    private void run(String... statements) throws SQLException {
        for (String statement : statements) {
            Sql.run(connection, statement.replaceAll("\\bS(?=\\.|_one|\\b)", schema));
        }
    }

    private String value(String query) throws SQLException {
        return Sql.value(connection, query.replaceAll("\\bS(?=\\.)", schema));
    }
}

package dev.penstock.citus.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.Sql;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@RequiresCitus
class CitusCatalogTest {

    private static Connection connection;
    private static String schema;
    private static String sharded;
    private static Catalog catalog;

    @BeforeAll
    static void read() throws SQLException {
        connection = CitusCluster.shared().connect();
        schema = CitusCluster.shared().schema();
        sharded = CitusCluster.shared().schema();
        Sql.run(
                connection,
                "set search_path = " + schema + ", public",
                "set citus.shard_count = 4",
                "create table countries (code text primary key)",
                "insert into countries select 'c' || i from generate_series(1, 30) i",
                "create table converted (id int primary key, country text references countries)",
                "create table plain (id int primary key)",
                "create table \"Order \"\"Items\"\"\" (\"Tenant\" uuid, id bigint, primary key (\"Tenant\", id))",
                "insert into \"Order \"\"Items\"\"\" select gen_random_uuid(), i from generate_series(1, 500) i",
                "create table a_table_whose_name_is_as_long_as_postgres_lets_names_be_63_bytes (tenant text)",
                "create table added (id int primary key)",
                "create table ranged (id int)",
                "select create_reference_table('countries')",
                "select create_distributed_table('\"Order \"\"Items\"\"\"', 'Tenant', colocate_with => 'none')",
                "select create_distributed_table("
                        + "'a_table_whose_name_is_as_long_as_postgres_lets_names_be_63_bytes', 'tenant')",
                "select create_distributed_table('ranged', 'id', 'range')",
                "select citus_add_local_table_to_metadata('added')",
                "create table " + sharded + ".one (id int primary key)",
                "select citus_schema_distribute('" + sharded + "')",
                "analyze \"Order \"\"Items\"\"\"",
                "analyze countries");
        // A worker's answer about its shards must not hang on what a role or a session finds first.
        Sql.run(connection, "set search_path = pg_temp");
        catalog = CatalogReader.read(connection, ReadOptions.schemas(schema, sharded));
    }

    @AfterAll
    static void drop() throws SQLException {
        Sql.run(connection, "drop schema " + schema + " cascade", "drop schema " + sharded + " cascade");
        connection.close();
    }

    @Test
    void statesAreToldApart() {
        assertThat(state("plain")).isEqualTo(DistributionState.PLAIN);
        assertThat(state("added")).isEqualTo(DistributionState.CITUS_LOCAL);
        assertThat(state("converted")).isEqualTo(DistributionState.CITUS_LOCAL);
        assertThat(state("countries")).isEqualTo(DistributionState.REFERENCE);
        assertThat(state("Order \"Items\"")).isEqualTo(DistributionState.HASH);
        assertThat(state("ranged")).isEqualTo(DistributionState.LEGACY);
        var one = catalog.table(new QualifiedName(sharded, "one")).orElseThrow().distribution();
        assertThat(one.state()).isEqualTo(DistributionState.SINGLE_SHARD);
        assertThat(one.schemaSharded()).isTrue();

        assertThat(distribution("converted").autoConverted()).isTrue();
        assertThat(distribution("added").autoConverted()).isFalse();
        assertThat(distribution("Order \"Items\"").column()).isEqualTo("Tenant");
        assertThat(distribution("converted").distributed()).isFalse();
    }

    @Test
    void oneTableIsAskedForTheSame() {
        assertThat(catalog.tables())
                .isNotEmpty()
                .allSatisfy(table -> assertThat(CatalogReader.distributionOf(connection, table.name()))
                        .isEqualTo(table.distribution()));
    }

    @Test
    void shardsAreNotTables() {
        assertThat(catalog.tables())
                .extracting(table -> table.name().name())
                .containsExactlyInAnyOrder(
                        "Order \"Items\"",
                        "a_table_whose_name_is_as_long_as_postgres_lets_names_be_63_byte",
                        "added",
                        "converted",
                        "countries",
                        "plain",
                        "ranged",
                        "one");
    }

    @Test
    void rowsAndSizesAreThoseOfTheShards() {
        var items = table("Order \"Items\"");
        assertThat(items.estimatedRows()).isEqualTo(500);
        assertThat(items.bytes()).isPositive();
        assertThat(items.strandedBytes())
                .as("what create_distributed_table left behind")
                .isPositive();
        assertThat(items.shards())
                .hasSize(4)
                .allSatisfy(shard -> assertThat(shard.placements())
                        .singleElement()
                        .satisfies(placement -> assertThat(placement.active()).isTrue()));
        assertThat(table("countries").estimatedRows()).as("one copy is counted").isEqualTo(30);
        assertThat(table("countries").shards())
                .singleElement()
                .satisfies(shard -> assertThat(shard.placements()).hasSizeGreaterThanOrEqualTo(3));
        var named = table("a_table_whose_name_is_as_long_as_postgres_lets_names_be_63_byte");
        assertThat(named.bytes()).as("found under its hashed name").isPositive();
    }

    @Test
    void clusterIsRead() {
        var citus = requireNonNull(catalog.citus());
        assertThat(citus.onCoordinator()).isTrue();
        assertThat(citus.nodes())
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(node -> assertThat(node.active()).isTrue());
        assertThat(citus.silentNodes()).isEmpty();
        assertThat(citus.groups())
                .filteredOn(
                        group -> group.id() == distribution("Order \"Items\"").colocationId())
                .singleElement()
                .satisfies(group -> assertThat(group.type()).isEqualTo("uuid"));
        assertThat(catalog.server().settings()).containsKeys("citus.shard_count", "wal_level");
    }

    @Test
    void workerKnowsThatItIsNone() throws SQLException {
        try (var worker = CitusCluster.shared().connectToWorker(0)) {
            var seen = CatalogReader.read(worker, ReadOptions.schemas(schema));

            assertThat(requireNonNull(seen.citus()).onCoordinator()).isFalse();
            assertThat(seen.tables())
                    .extracting(table -> table.name().name())
                    .contains("Order \"Items\"", "countries")
                    .doesNotContain("plain")
                    .noneMatch(name -> name.matches(".*_\\d{6,}"));
        }
    }

    @Test
    void statementsAreStillFew() {
        var counting = CountingConnection.around(connection);

        CatalogReader.read(counting.connection(), ReadOptions.schemas(schema));

        assertThat(counting.statements()).hasValue(21);
    }

    private static DistributionState state(String table) {
        return distribution(table).state();
    }

    private static Distribution distribution(String table) {
        return table(table).distribution();
    }

    private static Table table(String name) {
        return catalog.table(new QualifiedName(schema, name)).orElseThrow();
    }
}

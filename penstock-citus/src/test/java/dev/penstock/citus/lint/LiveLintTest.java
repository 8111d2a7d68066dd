package dev.penstock.citus.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.Sql;
import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.lint.known.LiveKnown;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Rules about tables, on tables of a real cluster. */
@RequiresCitus
class LiveLintTest {

    static final List<Arguments> CASES = List.of(
            Arguments.of(
                    "CIT004", "select create_distributed_table('note', 'tenant', colocate_with => 'orders')", true),
            Arguments.of("CIT005", "select create_distributed_table('note', 'tenant', colocate_with => 'none')", true),
            Arguments.of("CIT007", "select create_distributed_table('note', 'tenant', colocate_with => 'none')", true),
            Arguments.of("CIT008", "select create_distributed_table('note', 'id', colocate_with => 'none')", true),
            Arguments.of(
                    "CIT011",
                    "select create_distributed_table_concurrently('note', 'tenant', colocate_with => 'none')",
                    true),
            Arguments.of(
                    "CIT012",
                    "select create_distributed_table_concurrently('note', 'tenant', colocate_with => 'none')",
                    true),
            Arguments.of(
                    "CIT015", "select create_distributed_table('watched', 'tenant', colocate_with => 'none')", true),
            Arguments.of(
                    "CIT101",
                    "alter table note add constraint f foreign key (other, id) references orders not valid",
                    true),
            Arguments.of(
                    "CIT103",
                    "alter table line add constraint f foreign key (id) references orders (id) not valid",
                    true),
            Arguments.of(
                    "CIT103",
                    "alter table line add constraint f foreign key (tenant, id) references orders not valid",
                    false),
            Arguments.of("CIT113", "alter table orders rename constraint orders_pkey to p", true),
            Arguments.of("CIT202", "create unique index concurrently i on orders (tenant, code)", true),
            Arguments.of("CIT202", "create unique index concurrently i on note (tenant, id)", false),
            Arguments.of("CIT210", "alter table orders drop column tenant", true),
            Arguments.of("CIT210", "alter table orders drop column code", false),
            Arguments.of("CIT213", "create trigger t after insert on orders for each row execute function f()", true),
            Arguments.of("CIT213", "create trigger t after insert on note for each row execute function f()", false),
            Arguments.of("CIT215", "delete from coded where id = 1", true),
            Arguments.of("CIT301", "update orders set tenant = null where id = 1", true),
            Arguments.of("CIT305", "select * from orders where id = 1 for update", true),
            Arguments.of("CIT306", "select * from orders o join line l on l.id = o.id", true),
            Arguments.of("CIT220", "alter table orders add x int", false));

    private static Connection connection;
    private static String schema;
    private static Known known;

    @BeforeAll
    static void read() throws SQLException {
        connection = CitusCluster.shared().connect();
        schema = CitusCluster.shared().schema();
        Sql.run(
                connection,
                "set search_path = " + schema + ", public",
                "create table orders (tenant uuid, id bigint, code text, primary key (tenant, id))",
                "create table line (tenant uuid not null, id bigint, primary key (tenant, id))",
                "create table parent (id bigint primary key)",
                "create table note (tenant text, other uuid, id bigint generated always as identity primary key references parent)",
                "create table watched (tenant uuid primary key)",
                "create function f() returns trigger language plpgsql as 'begin return new; end'",
                "create trigger w after insert on watched for each row execute function f()",
                "comment on table note is 'kept'",
                "create view coded as select * from orders where code is not null",
                "select create_distributed_table('orders', 'tenant', colocate_with => 'none')",
                "select create_distributed_table('line', 'tenant', colocate_with => 'orders')");
        known = LiveKnown.of(CatalogReader.read(connection, ReadOptions.schemas(schema)), List.of(schema, "public"));
    }

    @AfterAll
    static void drop() throws SQLException {
        Sql.run(connection, "drop schema " + schema + " cascade");
        connection.close();
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void speaksOfTheTablesThatAreThere(String rule, String sql, boolean flagged) {
        var report = new Linter(known, null).lint(List.of(new Source("a.sql", sql)));
        var rules =
                report.findings().stream().map(finding -> finding.card().id()).toList();

        assertThat(rules.contains(rule)).as("%s in %s", rule, rules).isEqualTo(flagged);
        assertThat(report.undescribed()).isEmpty();
    }
}

package dev.penstock.citus.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.Sql;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspection;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.inspect.TableClass;
import dev.penstock.postgres.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How long an inspection of a schema of many tables takes, data checks and all: tables that have the tenant, children in chains of
 * three that do not, each with keys, indexes, a check and foreign keys. The figures are in {@code target/wide-schema.txt}.
 */
@EnabledIfSystemProperty(
        named = "penstock.citus.tables",
        matches = "\\d+",
        disabledReason = "a measurement: say how many tables with -Dpenstock.citus.tables=500")
class WideSchemaTest {

    private static final int TABLES = Integer.getInteger("penstock.citus.tables", 500);
    private static final int RUNS = 5;

    @Test
    void isInspected() throws Exception {
        try (var database = TestDatabase.create();
                var connection = database.connect()) {
            create(connection);
            // The catalogs first, in a process that has read none yet: as the command line does.
            var catalogs = millis(connection, InspectOptions.defaults().withoutData());
            var whole = millis(connection, InspectOptions.defaults());
            Files.writeString(
                    Path.of("target", "wide-schema.txt"),
                    TABLES + " tables: catalogs " + catalogs + " ms, with checks of the data " + whole + " ms"
                            + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    private static List<Long> millis(Connection connection, InspectOptions options) {
        var millis = new ArrayList<Long>();
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            var inspection = Inspector.inspect(connection, options);
            millis.add((System.nanoTime() - start) / 1_000_000);
            assertThat(of(inspection, TableClass.READY)).isEqualTo(1 + (TABLES + 1) / 3);
            assertThat(of(inspection, TableClass.NEEDS_BACKFILL)).isEqualTo(TABLES - 1 - (TABLES + 1) / 3);
        }
        return millis;
    }

    private static long of(Inspection inspection, TableClass wanted) {
        return inspection.classification().verdicts().stream()
                .filter(verdict -> verdict.tableClass() == wanted)
                .count();
    }

    private static void create(Connection connection) throws SQLException {
        Sql.run(connection, "create table tenants (id bigint primary key, name text not null unique)");
        Sql.run(connection, "insert into tenants select i, i::text from generate_series(1, 5) i");
        for (int i = 1; i < TABLES; i++) {
            boolean owns = i % 3 == 1;
            String parent = owns ? "tenants" : "t" + (i - 1);
            String column = owns ? "tenant_id" : "parent_id";
            var sql = new ArrayList<>(List.of(
                    "create table t" + i + " (id bigint primary key, " + column + " bigint not null constraint t" + i
                            + "_fk references " + parent
                            + ", code text not null, state text not null default 'new' check"
                            + " (state in ('new', 'done')), body jsonb, made_at timestamptz not null default now(),"
                            + " unique (" + column + ", code))",
                    "create index on t" + i + " (made_at) where state = 'new'",
                    "insert into t" + i + " (id, " + column
                            + ", code) select i, i, i::text from generate_series(1, 5) i"));
            Sql.run(connection, sql.toArray(String[]::new));
        }
        Sql.run(connection, "analyze");
    }
}

package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintCommandTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void nothingFoundIsDone() throws IOException {
        var spoken = Spoken.by("citus", "lint", file("a.sql", "select 1;\n"));

        assertThat(spoken.err()).isEmpty();
        assertThat(spoken.status()).isZero();
        assertThat(spoken.out()).contains("1 statements in 1 files: nothing found");
    }

    @Test
    void somethingFoundIsOne() throws IOException {
        var spoken = Spoken.by("citus", "lint", "--format", "sarif", file("a.sql", "select pg_sleep(1);\n"));

        assertThat(spoken.status()).isEqualTo(1);
        assertThat(spoken.out()).contains("\"version\" : \"2.1.0\"", "CIT310");
    }

    @Test
    void missingFileAndMissingArgumentAreTwo() {
        assertThat(Spoken.by("citus", "lint", folder.resolve("none.sql").toString())
                        .status())
                .isEqualTo(2);
        assertThat(Spoken.by("citus", "lint").status()).isEqualTo(2);
        assertThat(Spoken.by("citus", "lint", "--format", "xml", "a.sql").status())
                .isEqualTo(2);
    }

    @Test
    void scriptConfigurationBesideTheFileIsRead() throws IOException {
        String file = file(
                "V1__a.sql", "select create_distributed_table_concurrently('s.t', 'k', colocate_with => 'none');\n");

        assertThat(Spoken.by("citus", "lint", file).out()).contains("CIT315");
        Files.writeString(folder.resolve("V1__a.sql.conf"), "executeInTransaction=false\n");
        assertThat(Spoken.by("citus", "lint", file).out()).doesNotContain("CIT315");
    }

    @Test
    void liveTablesAreKnown() throws IOException, SQLException {
        try (var database = TestDatabase.create();
                var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table parent (id int primary key); create table child (k int not null references parent)");
            String file =
                    file("a.sql", "select create_distributed_table('public.child', 'k', colocate_with => 'none');\n");

            assertThat(Spoken.by("citus", "lint", file).out()).doesNotContain("CIT008");
            var spoken = Spoken.by("citus", "lint", file, "--url", RunsVerbsTest.url(database));
            assertThat(spoken.err()).isEmpty();
            assertThat(spoken.out()).contains("CIT008: public.child refers to public.parent");
        }
    }

    @Test
    @RequiresCitus
    void traceSaysWhatIsLockedAndLeavesTheDatabaseAlone() throws IOException, SQLException {
        String base = file("base.sql", """
                create table public.orders (tenant int primary key, total int);
                select create_distributed_table('public.orders', 'tenant', colocate_with => 'none');
                """);
        String file = file("a.sql", "alter table public.orders alter column total type bigint;\n");

        var spoken = Spoken.by(
                "citus",
                "lint",
                "--trace",
                "--base",
                base,
                "--url",
                CitusCluster.shared().jdbcUrl(),
                file);

        assertThat(spoken.err()).isEmpty();
        assertThat(spoken.status()).isEqualTo(1);
        assertThat(spoken.out())
                .contains(
                        "a.sql:1: in a transaction of its own",
                        "    ACCESS EXCLUSIVE on 4 shards of public.orders",
                        "    writes public.orders anew",
                        "warning CIT403: public.orders");
        try (var live = CitusCluster.shared().connect();
                var statement = live.createStatement();
                var rows = statement.executeQuery(
                        "select to_regclass('public.orders') is null, count(*) from pg_database where datname like 'penstock_trace%'")) {
            rows.next();
            assertThat(rows.getBoolean(1)).isTrue();
            assertThat(rows.getInt(2)).isZero();
        }
    }

    @Test
    void traceWithoutAClusterIsRefused() throws IOException, SQLException {
        String file = file("a.sql", "select 1;\n");

        assertThat(Spoken.by("citus", "lint", "--trace", file).err()).contains("PEN-6008");
        try (var database = TestDatabase.create()) {
            var spoken = Spoken.by("citus", "lint", "--trace", "--url", RunsVerbsTest.url(database), file);

            assertThat(spoken.err()).contains("PEN-6043");
            assertThat(spoken.status()).isEqualTo(2);
        }
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}

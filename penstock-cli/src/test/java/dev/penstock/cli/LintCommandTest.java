package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.TestDatabase;
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

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}

package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.TestDatabase;
import org.junit.jupiter.api.Test;

class SchemaVerbsTest {

    @Test
    void whatIsPrintedInstallsTheSchema() throws Exception {
        try (var database = TestDatabase.create();
                var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(Spoken.by("schema", "print").out());

            var spoken = Spoken.by("runs", "list", "--tenant", "acme", "--url", RunsVerbsTest.url(database));

            assertThat(spoken.err()).isEmpty();
            assertThat(spoken.out()).isEqualTo("no runs\n");
        }
    }

    @Test
    void installSaysWhatStandsThereAndTheSecondTimeDoesNothing() {
        try (var database = TestDatabase.create()) {
            var url = RunsVerbsTest.url(database);
            var first = Spoken.by("schema", "install", "--tenant-type", "uuid", "--url", url);
            var second = Spoken.by("schema", "install", "--tenant-type", "uuid", "--url", url);

            assertThat(first.status()).isZero();
            assertThat(first.out()).contains("is at version").endsWith("its tenants are uuid\n");
            assertThat(first.err()).contains("schema 1");
            assertThat(second.status()).isZero();
            assertThat(second.out()).isEqualTo(first.out());
            assertThat(second.err()).isEmpty();
        }
    }

    @Test
    void runsAreListedWhateverTheTenantsType() {
        try (var database = TestDatabase.create()) {
            var url = RunsVerbsTest.url(database);
            Spoken.by("schema", "install", "--tenant-type", "bigint", "--url", url);

            assertThat(Spoken.by("runs", "list", "--tenant", "7", "--url", url).out())
                    .isEqualTo("no runs\n");
            assertThat(Spoken.by("runs", "list", "--tenant", "seven", "--url", url)
                            .err())
                    .contains("PEN-1015");
        }
    }

    @Test
    void anotherTenantTypeThanTheInstalledIsRefused() {
        try (var database = TestDatabase.create()) {
            var url = RunsVerbsTest.url(database);
            Spoken.by("schema", "install", "--url", url);

            var spoken = Spoken.by("schema", "install", "--tenant-type", "uuid", "--url", url);

            assertThat(spoken.status()).isEqualTo(5);
            assertThat(spoken.err()).contains("PEN-3009").hasLineCount(1);
        }
    }
}

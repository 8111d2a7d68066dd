package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
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
    @RequiresCitus
    void onCitusTheSchemaLiesBesideTheTableThatWasNamed() throws Exception {
        try (var database = TestDatabase.create(CitusCluster.shared());
                var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("create table tenants (id bigint primary key)");
            statement.execute("select create_distributed_table('tenants', 'id', colocate_with => 'none')");
            var url = RunsVerbsTest.url(database);

            var mismatch = Spoken.by("schema", "install", "--url", url, "--colocate-with", "tenants");
            var match = Spoken.by(
                    "schema", "install", "--url", url, "--colocate-with", "tenants", "--tenant-type", "bigint");

            assertThat(mismatch.status()).isNotZero();
            assertThat(mismatch.err()).contains("PEN-3011", "--tenant-type bigint");
            assertThat(match.status()).isZero();
            assertThat(match.out()).endsWith("its tenants are bigint\n");
            try (var row = statement.executeQuery(
                    "select count(distinct colocationid) from pg_dist_partition"
                            + " where logicalrelid in ('tenants'::regclass, 'penstock.run'::regclass, 'penstock.step'::regclass)")) {
                row.next();
                assertThat(row.getInt(1)).isOne();
            }
        }
    }

    @Test
    @RequiresCitus
    void upgradeMovesRunsToTheirShardsAndTheSecondTimeDoesNothing() throws Exception {
        try (var database = TestDatabase.create(CitusCluster.shared());
                var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(Spoken.by("schema", "print").out());
            statement.execute("select penstock.start('acme', 'fulfil', 'null') from generate_series(1, 10)");
            var url = RunsVerbsTest.url(database);

            var first = Spoken.by("schema", "upgrade", "--json", "--url", url);
            var second = Spoken.by("schema", "upgrade", "--json", "--url", url);
            var abandoned = Spoken.by("schema", "upgrade", "--abandon", "--url", url);

            assertThat(first.status()).isZero();
            assertThat(first.out().lines())
                    .anyMatch(line -> line.contains("\"copied\"") && line.contains("\"runs\":10"))
                    .anyMatch(line -> line.contains("\"swapped\""))
                    .last()
                    .asString()
                    .contains("\"done\"", "is at version");
            assertThat(second.status()).isZero();
            assertThat(second.out().lines()).hasSize(1);
            assertThat(abandoned.err()).contains("no move to take back");
            assertThat(Spoken.by("runs", "list", "--tenant", "acme", "--url", url)
                            .out())
                    .containsPattern("(?s)(fulfil.*){10}");
        }
    }

    @Test
    @RequiresCitus
    void upgradeKnowsTheTypeOfTheTenantsThatAreInstalled() {
        try (var database = TestDatabase.create(CitusCluster.shared())) {
            var url = RunsVerbsTest.url(database);
            Spoken.by("schema", "install", "--tenant-type", "bigint", "--url", url);

            var upgraded = Spoken.by("schema", "upgrade", "--url", url);

            assertThat(upgraded.status()).as(upgraded.err()).isZero();
            assertThat(upgraded.out()).contains("its tenants are bigint");
        }
    }

    @Test
    void stallThatNoAttemptCanKeepIsRefused() {
        var spoken = Spoken.by("schema", "upgrade", "--stall", "0", "--url", "jdbc:postgresql://127.0.0.1:1/none");

        assertThat(spoken.status()).isEqualTo(2);
        assertThat(spoken.err()).contains("--stall is 0; accepted are 250 ms and more");
    }

    @Test
    void beyondCitusThereIsNothingToColocateWith() {
        try (var database = TestDatabase.create()) {
            var spoken =
                    Spoken.by("schema", "install", "--url", RunsVerbsTest.url(database), "--colocate-with", "tenants");

            assertThat(spoken.status()).isNotZero();
            assertThat(spoken.err()).contains("PEN-3011", "not on Citus").hasLineCount(1);
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

package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.PostgresStoreProvider;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.contract.Await;
import dev.penstock.postgres.schema.Distribution;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.run.RunId;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.Store;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
import dev.penstock.store.WorkerId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * An installation with many unfinished runs moves from one PostgreSQL to Citus while its workers are stopped: all runs go
 * on there, none is lost and no step counts twice.
 */
@RequiresCitus(own = true)
class MoveToCitusTest {

    private static final List<String> TENANTS =
            IntStream.range(0, 12).mapToObj(at -> "tenant-" + at).toList();

    @Test
    void runs_that_began_on_one_postgres_end_on_citus() throws SQLException {
        try (var cluster = CitusCluster.toBe();
                var database = TestDatabase.create(cluster)) {
            Load.createEffects(database);
            try (var penstock = Load.open("before", database.jdbcUrl(), database.user(), database.password())) {
                assertThat(penstock.description()).startsWith("PostgreSQL");
                Load.start(penstock, TENANTS);
                Await.until("a third is recorded", () -> steps(database) >= Load.STEPS / 3);
                penstock.close(Duration.ofMillis(100));
            }
            var before = steps(database);
            assertThat(before).as("steps recorded before the move").isLessThan(Load.STEPS);

            var opened = openedBefore(database);
            cluster.becomeOne();
            execute(
                    database,
                    "insert into penstock.worker values ('0', gen_random_uuid(), 'alive', now(), now() + interval '1 h', 1)");
            assertThatExceptionOfType(PenstockException.class)
                    .isThrownBy(() -> upgrade(database))
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SCHEMA_NOT_DISTRIBUTED))
                    .withMessageContaining("worker 'alive'");
            execute(database, "delete from penstock.worker where name = 'alive'");

            upgrade(database);

            assertThat(steps(database)).isEqualTo(before);
            assertThatThrownBy(() -> opened.start(held()).join()).hasMessageContaining("restart it");
            opened.close();
            try (var penstock = Load.open("after", database.jdbcUrl(), database.user(), database.password())) {
                assertThat(penstock.description()).startsWith("Citus with 4 shards on 2 nodes");
                Load.proveThatEachStepCountedOnce(Load.start(penstock, TENANTS), database);
            }
        }
    }

    /** A store whose worker was not stopped, or comes back from a long pause: its locks hold no longer. */
    private static Store openedBefore(TestDatabase database) {
        return new PostgresStoreProvider()
                .open(
                        new StoreSource.Url(database.jdbcUrl(), database.user(), database.password()),
                        StoreOptions.defaults());
    }

    private static NewRun held() {
        var key = new RunKey("tenant-0", new RunId(UUID.randomUUID()));
        var zombie = new WorkerId(UUID.randomUUID());
        return new NewRun(key, "order", "1", false, "1", zombie, Duration.ZERO, 5, null, null, Map.of(), null, false);
    }

    private static void upgrade(TestDatabase database) throws SQLException {
        var said = new ArrayList<String>();
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            new Distribution(connection, TenantType.TEXT, said::add).distribute(null);
            statement.execute("select create_distributed_table('effect', 'tenant', colocate_with => 'penstock.run')");
            statement.execute("select truncate_local_data_after_distributing_table('effect')");
        }
        assertThat(said).contains("distributing penstock.run", "distributing penstock.step");
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long steps(TestDatabase database) {
        return Load.count(database, "select count(*) from penstock.step");
    }
}

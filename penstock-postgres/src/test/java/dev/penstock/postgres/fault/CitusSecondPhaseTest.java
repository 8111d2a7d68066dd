package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.contract.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Nothing that workers do needs a second phase, transactional steps on the application's own rows of the same tenant
 * included: no node ever has a prepared transaction, or remembers one. Citus remembers them until it has cleaned up,
 * every two seconds here, so none is missed.
 */
@RequiresCitus
class CitusSecondPhaseTest {

    private static final CitusCluster CLUSTER = CitusCluster.shared();
    private static final List<String> TENANTS =
            IntStream.range(0, 12).mapToObj(at -> "tenant-" + at).toList();

    @Test
    void steps_on_rows_of_the_same_tenant_are_committed_by_one_node() throws Exception {
        assertThat(secondPhasesUnderLoad("colocate_with => 'penstock.run'")).isZero();
    }

    @Test
    void steps_on_rows_that_lie_elsewhere_are_not_and_that_is_seen() throws Exception {
        assertThat(secondPhasesUnderLoad("colocate_with => 'none', shard_count => 5"))
                .isPositive();
    }

    /** The most that were there at once. */
    private static long secondPhasesUnderLoad(String placement) throws Exception {
        var database = TestDatabase.create(CLUSTER);
        Load.createEffects(database);
        try (var penstock = Load.open("worker", database.jdbcUrl(), database.user(), database.password())) {
            try (var connection = database.connect();
                    var statement = connection.createStatement()) {
                statement.execute("select create_distributed_table('effect', 'tenant', " + placement + ")");
            }
            try (var watch = new Watch()) {
                Load.proveOfSome(Load.start(penstock, TENANTS));
                return watch.most();
            }
        }
    }

    /** Looks at all nodes, again and again. */
    private static final class Watch implements AutoCloseable {
        private final List<Connection> nodes = new ArrayList<>();
        private final AtomicLong most = new AtomicLong();
        private final AtomicBoolean closed = new AtomicBoolean();
        private final Thread thread = Thread.ofPlatform().unstarted(this::watch);

        Watch() throws SQLException {
            for (var url : CLUSTER.urls()) {
                nodes.add(DriverManager.getConnection(url, CLUSTER.user(), CLUSTER.password()));
            }
            Await.until("what came before is cleaned up", () -> look() == 0);
            thread.start();
        }

        private void watch() {
            while (!closed.get()) {
                most.accumulateAndGet(look(), Math::max);
                LockSupport.parkNanos(20_000_000);
            }
        }

        private long look() {
            long seen = 0;
            for (var node : nodes) {
                try (var statement = node.createStatement();
                        var row = statement.executeQuery(
                                "select (select count(*) from pg_prepared_xacts"
                                        + " where database = current_database()) + (select count(*) from pg_dist_transaction)")) {
                    row.next();
                    seen += row.getLong(1);
                } catch (SQLException refused) {
                    throw new AssertionError(refused);
                }
            }
            return seen;
        }

        long most() {
            return most.get();
        }

        @Override
        public void close() throws Exception {
            closed.set(true);
            thread.join();
            for (var node : nodes) {
                node.close();
            }
        }
    }
}

package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
import dev.penstock.store.Transition;
import dev.penstock.store.Verdict;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a tenant's runs write stays on the node of the tenant's shard: Citus itself tells every command that it gives, to
 * this node or another, and all that the store says to it is listened to.
 */
@RequiresCitus
class SingleNodeTest {

    private static final CitusCluster CLUSTER = CitusCluster.shared();
    private static final Pattern SHARD = Pattern.compile("penstock\\.(run|step)_(\\d+)");

    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private Fixture at;

    @BeforeEach
    void open() {
        at = Fixture.create(TestStore.CITUS);
        at.execute("create table shipment (tenant text, id int, primary key (tenant, id))");
        at.execute("select create_distributed_table('shipment', 'tenant', colocate_with => 'penstock.run')");
    }

    @AfterEach
    void close() {
        at.close();
    }

    /** By copies of functions, of whose statements Citus tells nothing, and through Citus. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyWriteOfARunIsOnItsShardAndNowhereElse(boolean copied) throws SQLException {
        if (!copied) {
            at.dropCopies();
        }
        try (var store = open(node(true))) {
            told.clear();
            var run = newKey();
            Fixture.await(store.start(Fixture.held(run, at.worker)));
            var holding = new Holding(run, at.worker, 1);
            var child = newKey();
            record(store, Entry.of(holding, step("plain")));
            record(store, Entry.of(holding, Fixture.retrying("again", false, Due.NOW)));
            record(
                    store,
                    new Entry(
                            holding,
                            List.of(Fixture.settling("again"), step("start the child")),
                            List.of(Fixture.child(child, run, at.worker, false)),
                            Map.of("a", "b"),
                            null));
            record(store, Entry.of(holding, new Transition.Wait(null, child.id())));
            record(store, Entry.of(new Holding(child, at.worker, 1), new Transition.Complete("1")));
            store.cancel(run);
            store.steps(run);
            store.status(run);
            store.outcome(run);

            assertThat(told).as("what Citus told").hasSizeGreaterThan(copied ? 5 : 20);
            assertThat(told).filteredOn(command -> command.contains("issuing")).isEmpty();
            assertThat(told.stream()
                            .flatMap(command -> SHARD.matcher(command).results())
                            .map(shard -> shard.group(2))
                            .distinct())
                    .containsExactlyInAnyOrder(shardOf("run"), shardOf("step"));
        }
    }

    /** Also over a node that does not have the shard: one other takes part, so there is nothing to agree on. */
    @Test
    void transactionalStepOnTheApplicationsOwnRowsNeedsNoSecondPhase() throws Exception {
        try (var store = open(node(false))) {
            var holding = at.begin();
            told.clear();

            var verdict = store.transact(holding, connection -> {
                ship(connection, Fixture.TENANT, 1);
                return step("ship");
            });

            assertThat(verdict).isEqualTo(Verdict.RECORDED);
            assertThat(told)
                    .filteredOn(command -> command.contains("issuing INSERT"))
                    .isNotEmpty();
            assertThat(told).filteredOn(SingleNodeTest::isSecondPhase).isEmpty();
        }
        assertThat(at.value("select count(*) from shipment")).isEqualTo(1L);
    }

    /** The coordinator's own commit decides then; otherwise the shard would commit first, whatever becomes of the rows here. */
    @Test
    void transactionalStepOnRowsThatAreNotDistributedCommitsInTwoPhases() throws Exception {
        try (var store = open(CLUSTER.url())) {
            at.execute("create table note (id int)");
            var holding = at.begin();
            told.clear();

            var verdict = store.transact(holding, connection -> {
                Fixture.execute(connection, "insert into note values (1)");
                return step("note");
            });

            assertThat(verdict).isEqualTo(Verdict.RECORDED);
            assertThat(told).filteredOn(SingleNodeTest::isSecondPhase).isNotEmpty();
        }
        assertThat(at.value("select count(*) from note")).isEqualTo(1L);
    }

    /** Of a tenant that is spread: when the application's rows carry the bucket; with the tenant's name they are elsewhere. */
    @Test
    void transactionalStepOfASpreadTenantNeedsNoSecondPhaseWhenItsRowsCarryTheBucket() throws Exception {
        try (var store = open(CLUSTER.url())) {
            var spread = store.spread("huge", 4);
            for (var stored : spread.buckets()) {
                var holding = at.begin(newKey(stored));
                told.clear();
                store.transact(holding, connection -> {
                    ship(connection, stored, 1);
                    return step("ship");
                });

                assertThat(told).isNotEmpty();
                assertThat(told).filteredOn(SingleNodeTest::isSecondPhase).isEmpty();
            }
            told.clear();
            for (var stored : spread.buckets()) {
                store.transact(at.begin(newKey(stored)), connection -> {
                    ship(connection, "huge", told.size());
                    return step("ship");
                });
            }
            assertThat(told).filteredOn(SingleNodeTest::isSecondPhase).isNotEmpty();
        }
    }

    /** So that the test above is known to see one when there is one. */
    @Test
    void rowsOfTwoTenantsDo() throws SQLException {
        try (var connection = listening(node(false)).getConnection()) {
            connection.setAutoCommit(false);
            for (int tenant = 0; tenant < 20; tenant++) {
                ship(connection, "tenant-" + tenant, 1);
            }
            try (var last = connection.prepareStatement("commit")) {
                last.execute();
            }
        }
        assertThat(told).filteredOn(SingleNodeTest::isSecondPhase).isNotEmpty();
    }

    private static boolean isSecondPhase(String command) {
        return command.contains("PREPARE TRANSACTION");
    }

    private static void record(PostgresStore store, Entry entry) {
        assertThat(Fixture.await(store.record(entry))).isEqualTo(Verdict.RECORDED);
    }

    private static void ship(Connection connection, String tenant, int id) throws SQLException {
        try (var statement = connection.prepareStatement("insert into shipment values (?, ?)")) {
            statement.setString(1, tenant);
            statement.setInt(2, id);
            statement.executeUpdate();
        }
    }

    private String shardOf(String table) {
        return String.valueOf(
                at.value("select get_shard_id_for_distribution_column('penstock." + table + "', 'acme')"));
    }

    /** The node that has the shard of the tenant, or another. */
    private String node(boolean withShard) {
        return (String) Objects.requireNonNull(at.value("""
                select format('jdbc:postgresql://%%s:%%s/%%s', n.nodename, n.nodeport, current_database())
                from citus_shards s, pg_dist_node n
                where s.shardid = get_shard_id_for_distribution_column('penstock.run', 'acme') and n.shouldhaveshards
                  and ((n.nodename, n.nodeport) = (s.nodename, s.nodeport)) = %s
                limit 1""".formatted(withShard)));
    }

    private PostgresStore open(String url) {
        return (PostgresStore) new PostgresStoreProvider()
                .open(new StoreSource.Pooled(listening(url)), StoreOptions.defaults(), JournalOptions.defaults());
    }

    /** Gives connections over which Citus tells its commands, and keeps what it tells. */
    private DataSource listening(String url) {
        return proxy(DataSource.class, (method, arguments) -> {
            var connection = DriverManager.getConnection(url, CLUSTER.user(), CLUSTER.password());
            for (var setting : List.of("citus.log_remote_commands", "citus.log_local_commands")) {
                Fixture.execute(connection, "set " + setting + " = on");
            }
            return listening(connection);
        });
    }

    private Connection listening(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            var result = call(connection, method, arguments);
            if (method.getName().equals("commit")) {
                hear(connection.getWarnings());
                connection.clearWarnings();
            }
            return result instanceof PreparedStatement statement ? listening(statement) : result;
        });
    }

    private PreparedStatement listening(PreparedStatement statement) {
        return proxy(PreparedStatement.class, (method, arguments) -> {
            var result = call(statement, method, arguments);
            if (method.getName().startsWith("execute")) {
                hear(((Statement) statement).getWarnings());
                statement.clearWarnings();
            }
            return result;
        });
    }

    private void hear(@Nullable Throwable warning) {
        for (var at = (java.sql.SQLWarning) warning; at != null; at = at.getNextWarning()) {
            told.add(String.valueOf(at.getMessage()));
        }
    }

    @FunctionalInterface
    private interface Answer {
        @Nullable
        Object to(Method method, @Nullable Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method, arguments)));
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}

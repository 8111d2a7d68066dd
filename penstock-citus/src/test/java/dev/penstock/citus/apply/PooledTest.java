package dev.penstock.citus.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.Sql;
import dev.penstock.citus.plan.Estimate;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.citus.plan.Work;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Connections of an application's pool are the application's again afterwards, without locks and settings of the tool's. */
@RequiresCitus
class PooledTest {

    @Test
    void connectionsAreGivenBackAsTheyWere() throws SQLException {
        try (var shop = new Shop(20);
                var pool = new Pool(shop.coordinator())) {
            shop.online = true;
            var plan = shop.whole().plan();

            Applier.apply(pool.source(), plan, Shop.OPTIONS, Watcher.SILENT);
            asTheyWere(pool);
            // The same connections again, whose sessions must not count as those of a killed one.
            var watched = new ApplierTest.Watched();
            Applier.apply(pool.source(), plan, Shop.OPTIONS, watched);
            asTheyWere(pool);
            assertThat(watched.remarks).isEmpty();
            // Not by the pool: a lock that was left in it would be had again by the session that has it.
            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT);
            Applier.outlook(pool.source(), plan, Shop.OPTIONS);
            Verifier.verify(pool.source(), plan, VerifyOptions.all(), what -> {});
            Reverser.way(pool.source(), plan);
            asTheyWere(pool);
        }
    }

    @Test
    void connectionsAreGivenBackAsTheyWereWhenApplyingFails() throws SQLException {
        try (var shop = new Shop(20);
                var pool = new Pool(shop.coordinator())) {
            shop.whole();
            shop.operations.set(
                    2,
                    new Operation(
                            "0030-fails",
                            Phase.CONSTRAIN,
                            List.of(shop.lines),
                            "fails",
                            Work.Statements.one("select 1 / 0"),
                            List.of(),
                            Estimate.NOTHING,
                            "select false",
                            List.of(),
                            new Reversal.Needless("a test"),
                            List.of()));
            var plan = shop.plan();

            assertThatThrownBy(() -> Applier.apply(pool.source(), plan, Shop.OPTIONS, Watcher.SILENT))
                    .hasMessageContaining("division by zero");

            asTheyWere(pool);
        }
    }

    private static void asTheyWere(Pool pool) throws SQLException {
        assertThat(pool.idle).hasSizeGreaterThan(2);
        assertThat(pool.out).isZero();
        for (Connection connection : pool.idle) {
            assertThat(Sql.values(
                            connection,
                            "select name || ' ' || current_setting(name) from pg_settings where source = 'session' and"
                                    + " name <> 'extra_float_digits' order by 1"))
                    .containsExactly("application_name the shop", "statement_timeout 77s");
            assertThat(Sql.value(
                            connection,
                            "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"))
                    .isEqualTo("0");
            assertThat(connection.getNetworkTimeout()).isEqualTo(88_000);
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    /** Gives connections that were given back again, and does nothing about what was done to them. */
    private static final class Pool implements AutoCloseable {

        final Deque<Connection> idle = new ArrayDeque<>();
        private final DataSource server;
        private final List<Connection> all = new ArrayList<>();
        int out;

        Pool(DataSource server) {
            this.server = server;
        }

        DataSource source() {
            return proxy(DataSource.class, (method, arguments) -> {
                if (!method.getName().equals("getConnection")) {
                    return method.invoke(server, arguments);
                }
                return take();
            });
        }

        private synchronized Connection take() throws SQLException {
            out++;
            var connection = idle.isEmpty() ? opened() : idle.pop();
            return proxy(Connection.class, (method, arguments) -> {
                if (!method.getName().equals("close")) {
                    return method.invoke(connection, arguments);
                }
                giveBack(connection);
                return null;
            });
        }

        private synchronized void giveBack(Connection connection) {
            out--;
            idle.push(connection);
        }

        private Connection opened() throws SQLException {
            var connection = server.getConnection();
            Sql.run(connection, "set statement_timeout = '77s'", "set application_name = 'the shop'");
            connection.setNetworkTimeout(Runnable::run, 88_000);
            all.add(connection);
            return connection;
        }

        /** What a call of an interface does. */
        private interface Call {
            @Nullable
            Object of(Method method, Object[] arguments) throws ReflectiveOperationException, SQLException;
        }

        private static <T> T proxy(Class<T> type, Call call) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        try {
                            return call.of(method, arguments);
                        } catch (InvocationTargetException e) {
                            throw Objects.requireNonNull(e.getCause());
                        }
                    }));
        }

        @Override
        public void close() throws SQLException {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }
}

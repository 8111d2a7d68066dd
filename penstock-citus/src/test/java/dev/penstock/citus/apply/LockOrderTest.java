package dev.penstock.citus.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.Sql;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.plan.Lock;
import dev.penstock.citus.plan.Operation;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks of several tables are to be had from an application whose writers never pause. */
@RequiresCitus
class LockOrderTest {

    private static final int WRITERS = 3;

    @Test
    void parentsComeFirstAndWhatNobodyKnowsBeforeThem() throws SQLException {
        try (var shop = new Shop(1)) {
            var order = LockOrder.of(shop.whole().plan());
            var anchor = new QualifiedName("other", "anchor");

            assertThat(order.sort(List.of(latch(shop.lines), latch(shop.orders), latch(anchor))))
                    .extracting(Latch::table)
                    .containsExactly(anchor, shop.orders, shop.lines);
        }
    }

    @Test
    void whatWasWaitedForInVainComesFirstFromThenOn() throws SQLException {
        try (var shop = new Shop(1)) {
            var order = LockOrder.of(shop.whole().plan());

            order.waitedInVain(shop.lines);

            assertThat(order.sort(List.of(latch(shop.orders), latch(shop.lines))))
                    .extracting(Latch::table)
                    .containsExactly(shop.lines, shop.orders);
        }
    }

    @Test
    @Timeout(120)
    void writersThatGoFromParentToChildDoNotKeepUsOut() throws Exception {
        assertThat(attempts(true)).isLessThanOrEqualTo(3);
    }

    /** Against the order of the plan: the first attempt learns it. */
    @Test
    @Timeout(120)
    void writersThatGoFromChildToParentDoNotKeepUsOut() throws Exception {
        assertThat(attempts(false)).isLessThanOrEqualTo(6);
    }

    /** How often the foreign key had to be tried. */
    private static int attempts(boolean parentFirst) throws Exception {
        try (var shop = new Shop(20)) {
            var ended = new AtomicBoolean();
            var writing = new CountDownLatch(WRITERS);
            var writers = new ArrayList<Thread>();
            for (int n = 1; n <= WRITERS; n++) {
                int row = n;
                writers.add(Thread.ofVirtual().start(() -> write(shop, row, parentFirst, writing, ended)));
            }
            writing.await();
            var operation = shop.whole().plan().operations().stream()
                    .filter(each -> each.id().equals("0060-distribute"))
                    .findFirst()
                    .orElseThrow();
            var attempts = new AtomicInteger(1);
            try (var connection = shop.connect();
                    var lookout = new Lookout(shop.coordinator(), connection, Watcher.SILENT)) {
                var options = ApplyOptions.defaults().withLocks(Duration.ofMillis(300), Duration.ofSeconds(60));
                new Attempts(connection, options, new Counting(attempts), LockOrder.of(shop.plan()), lookout)
                        .transaction(operation, latches(shop), () -> Answers.run(connection, List.of("select 1")));
            } finally {
                ended.set(true);
                for (Thread writer : writers) {
                    writer.join();
                }
            }
            return attempts.get();
        }
    }

    private static List<Latch> latches(Shop shop) {
        return List.of(latch(shop.lines), latch(shop.orders));
    }

    private static Latch latch(QualifiedName table) {
        return new Latch(table, Lock.Mode.ACCESS_EXCLUSIVE);
    }

    private static void write(Shop shop, int row, boolean parentFirst, CountDownLatch writing, AtomicBoolean ended) {
        String parent = "update " + shop.orders.quoted() + " set code = code where id = " + row;
        String child = "update " + shop.lines.quoted() + " set qty = qty where order_id = " + row;
        try (Connection connection = shop.connect()) {
            connection.setAutoCommit(false);
            while (!ended.get()) {
                Sql.run(connection, parentFirst ? parent : child, "select pg_sleep(0.005)");
                Sql.run(connection, parentFirst ? child : parent);
                connection.commit();
                writing.countDown();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Counts attempts. */
    private record Counting(AtomicInteger attempts) implements Watcher {
        @Override
        public void retrying(Operation operation, int attempt, Duration pause, String why) {
            attempts.incrementAndGet();
        }
    }
}

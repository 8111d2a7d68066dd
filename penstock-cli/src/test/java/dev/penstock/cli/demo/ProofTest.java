package dev.penstock.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cli.terminal.Progress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A proof that cannot fail proves nothing: after a demo that holds, every promise is broken once by hand. */
@TestInstance(Lifecycle.PER_CLASS)
class ProofTest {

    /** A shop with one order of every kind at least. */
    private static final List<Order> ORDERS = OrderFile.load().first(120).orders();

    private DemoDatabase database;

    @BeforeAll
    void fulfil(@TempDir Path directory) throws Exception {
        database = DemoDatabase.open(directory.resolve("database"), said -> {});
        database.place(ORDERS);
        var progress = new Progress(Silence.terminal(), "orders");
        var watch = new Watch(database.connection(), progress, ORDERS.size());
        try (var hand = new WorkerThread(database.address())) {
            watch.until(counts -> counts.finished() == ORDERS.size(), hand, Duration.ofMillis(20));
        }
        // As after a kill in whose moment nothing was in flight but one run.
        execute("insert into demo.killed (process) values (0)");
        execute("insert into demo.recorded select tenant, run_id, name, occurrence, item, xmin::text::bigint"
                + " from penstock.step where name = 'reserve'");
        execute("insert into demo.in_flight select tenant, run_id, epoch - 1 from penstock.run limit 1");
        execute("update demo.call set process = 0");
    }

    @AfterAll
    void close() throws SQLException {
        database.close();
    }

    @Test
    void theDemosOrdersAreOfEveryKind() {
        assertThat(ORDERS).anyMatch(order -> Fate.of(order).declined());
        assertThat(ORDERS).anyMatch(order -> Fate.of(order).outages() == 2);
        assertThat(ORDERS)
                .anyMatch(order -> order.waitsForRestock() && !Fate.of(order).declined());
    }

    @Test
    void everythingHolds() throws SQLException {
        assertThat(checks())
                .allSatisfy((promise, check) -> assertThat(check.holds())
                        .as("%s: %s", promise, check.evidence())
                        .isTrue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "exactly one run | delete from penstock.run where run_id = (select min(run_id::text)::uuid from penstock.run)",
                "exactly one run | insert into demo.placed_order values ('oak', '1', 'x', 1, 1, true, 0, 0)",
                "shipped exactly once | delete from demo.shipment where shipment_id = (select min(shipment_id::text)::uuid from demo.shipment)",
                "shipped exactly once | insert into demo.shipment (tenant, order_id, run_id, sku, quantity)"
                        + " select tenant, order_id, run_id, sku, quantity from demo.shipment limit 1",
                "shipped exactly once | update penstock.run set state = 'cancelled', output = null, failure = '{}'"
                        + " where state = 'completed'",
                "declined order failed | insert into demo.shipment (tenant, order_id, run_id, sku, quantity)"
                        + " select tenant, order_id, run_id, 'x', 1 from demo.release limit 1",
                "declined order failed | insert into demo.release (tenant, order_id, run_id)"
                        + " select tenant, order_id, run_id from demo.release limit 1",
                "declined order failed | update penstock.run set state = 'completed', failure = null where state = 'failed'",
                "every step was recorded | delete from penstock.step where name = 'notify'",
                "every step was recorded | insert into penstock.step (tenant, run_id, name, occurrence, item, kind, state,"
                        + " timed_out, duration_us, recorded_at) select tenant, run_id, name, 2, item, kind, state, timed_out,"
                        + " duration_us, recorded_at from penstock.step where name = 'charge' and state = 'completed' limit 1",
                "match their records | update demo.shipment set run_id = gen_random_uuid() where order_id ="
                        + " (select min(order_id) from demo.shipment)",
                "systems outside | insert into demo.call select tenant, order_id, step, attempt, idempotency_key, process,"
                        + " called_at from demo.call c where not exists (select from demo.in_flight f join penstock.run r"
                        + " using (tenant, run_id) where r.tenant = c.tenant and r.idempotency_key = c.order_id) limit 1",
                "systems outside | delete from demo.call where step = 'notify'",
                "systems outside | update demo.call set idempotency_key = gen_random_uuid()::text where attempt > 1",
                "taken over and finished | update demo.in_flight set epoch = epoch + 1",
                "taken over and finished | delete from demo.in_flight",
                "written again or lost | update penstock.step set duration_us = duration_us + 1 where name = 'reserve'",
                "written again or lost | delete from penstock.step where name = 'reserve'",
                "executed after it | update demo.call set process = 1 where step = 'reserve'",
            })
    void everyPromiseCanBeBroken(String promise, String damage) throws SQLException {
        var connection = database.connection();
        connection.setAutoCommit(false);
        try {
            execute(damage);

            var broken = checks().values().stream()
                    .filter(check -> !check.holds())
                    .map(Check::promise)
                    .toList();

            assertThat(broken).anySatisfy(name -> assertThat(name).contains(promise));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private Map<String, Check> checks() throws SQLException {
        return Proof.of(database.connection(), true).stream()
                .collect(Collectors.toMap(Check::promise, Function.identity()));
    }

    private void execute(String sql) throws SQLException {
        try (var statement = database.connection().createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
        }
    }
}

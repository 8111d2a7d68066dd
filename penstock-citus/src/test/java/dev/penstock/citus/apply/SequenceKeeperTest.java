package dev.penstock.citus.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.Sql;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A sequence that Citus starts anew while its table is copied. */
@RequiresCitus
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SequenceKeeperTest {

    private static final String STANDS = "select last_value from S.orders_id_seq";

    /** More are given between the first look of all and the copy, and more again while it runs, than anybody reckons with. */
    @Test
    void valuesThatWereGivenMeanwhileAreNotGivenAgain() throws SQLException {
        try (var shop = new Shop(10);
                var connection = shop.connect()) {
            shop.execute("select nextval('S.orders_id_seq') from generate_series(1, 20000)");
            try (var ignored = SequenceKeeper.start(shop.coordinator(), List.of(kept(shop)))) {
                shop.execute("select setval('S.orders_id_seq', 1)");
                behind(shop, 20_010);

                shop.execute("select nextval('S.orders_id_seq') from generate_series(1, 20000)");
                long stands = Long.parseLong(shop.value(STANDS));
                // The first may have begun before and look too late.
                untilLooked(connection);
                untilLooked(connection);
                shop.execute("select setval('S.orders_id_seq', 1)");
                behind(shop, stands);
            }
        }
    }

    @Test
    void aLostConnectionIsOpenedAgain() throws SQLException {
        try (var shop = new Shop(10);
                var connection = shop.connect();
                var ignored = SequenceKeeper.start(shop.coordinator(), List.of(kept(shop)))) {
            Sql.run(connection, "select pg_terminate_backend(pid) from pg_stat_activity where " + keepers());
            untilLooked(connection);

            shop.execute("select setval('S.orders_id_seq', 1)");

            behind(shop, 10);
        }
    }

    private static SequenceKeeper.Kept kept(Shop shop) {
        return new SequenceKeeper.Kept(shop.orders, "id", new QualifiedName(shop.schema, "orders_id_seq"), 10);
    }

    private static void behind(Shop shop, long value) throws SQLException {
        while (shop.value(STANDS).equals("1")) {
            Thread.onSpinWait();
        }
        assertThat(Long.parseLong(shop.value(STANDS))).isGreaterThan(value);
    }

    /** A look that began now or later. */
    private static void untilLooked(Connection connection) throws SQLException {
        String now = Sql.value(connection, "select clock_timestamp()");
        String looked = "select exists (select from pg_stat_activity where " + keepers() + " and query ~ 'last_value'"
                + " and query_start > '" + now + "')";
        while (Sql.value(connection, looked).equals("f")) {
            Thread.onSpinWait();
        }
    }

    private static String keepers() {
        return "datname = current_database() and application_name = 'penstock citus apply'";
    }
}

package dev.penstock.citus.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.Sql;
import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Lock;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Work;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@RequiresCitus
class PreflightTest {

    @Test
    void everythingInTheWayIsNamedAtOnceWithItsRemedy() throws SQLException {
        try (var shop = new Shop(10);
                var old = shop.worker().getConnection()) {
            shop.online = true;
            shop.decision = new Decision(
                    "unique-x",
                    Decision.Kind.TRIGGER,
                    shop.orders,
                    "x",
                    "what changes",
                    List.of(new Decision.Option("drop", "gone"), new Decision.Option("keep", "kept")),
                    null,
                    null);
            var plan = shop.whole().plan();
            shop.execute("alter table S.orders add column late int");
            shop.execute("create role %s_owner nologin; alter table S.orders owner to %s_owner"
                    .formatted(shop.schema, shop.schema));
            old.setAutoCommit(false);
            Sql.run(old, "select 1");
            var options = Shop.OPTIONS.withLongTransaction(Duration.ZERO);

            assertThatThrownBy(() -> Applier.apply(shop.coordinator(), plan, options, Watcher.SILENT))
                    .isInstanceOfSatisfying(
                            CitusException.class, e -> assertThat(e.code()).isEqualTo(CitusErrorCode.PREFLIGHT_FAILED))
                    .hasMessageContaining("decision unique-x is open: choose one of drop, keep")
                    .hasMessageContaining(shop.orders + " is not as it was when the plan was made")
                    .hasMessageContaining("is older than 0 s: process")
                    .hasMessageContaining(
                            "role " + shop.schema + "_owner, which owns " + shop.orders + ", may not log in")
                    .hasMessageContaining("ALTER ROLE " + shop.schema + "_owner LOGIN");

            assertThat(
                            shop.value(
                                    "select count(*) from pg_attribute where attrelid = 'S.lines'::regclass and attname = 'tenant'"))
                    .isEqualTo("0");
            old.rollback();
            shop.execute("alter table S.orders owner to current_user; drop role " + shop.schema + "_owner");
        }
    }

    @Test
    void aWorkerIsNotTheCoordinator() throws SQLException {
        try (var shop = new Shop(10)) {
            var plan = shop.whole().plan();
            shop.execute("select run_command_on_workers('create schema if not exists " + shop.schema + "')");

            assertThat(Applier.outlook(shop.worker(), plan, Shop.OPTIONS).obstacles())
                    .extracting(Obstacle::what)
                    .contains("this is a worker, not the coordinator");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "any", textBlock = """
            any                               | true
            pgoutput, test_decoding           | false
            pgoutput, test_decoding, citus    | true
            "pgoutput","citus"                | true
            citusx                            | false
            """)
    void theServerMustLetThePluginOfCitusBeUsed(@org.jspecify.annotations.Nullable String setting, boolean allowed) {
        var conditions = node("13.2.2", "13.2-1", 150020, setting);

        assertThat(conditions.allowsCitusPlugin()).isEqualTo(allowed);
    }

    private static NodeConditions node(
            String library, String extension, int server, @org.jspecify.annotations.Nullable String plugins) {
        return new NodeConditions(
                server, extension, library, List.of(), "logical", plugins, 9, 9, 9, 1, List.of(), List.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            13.2.2 | 13.2-1 | 150020 |
            13.2.2 | 13.2-1 | 150018 |
            13.2.2 | 13.2-1 | 160009 | node b:2 runs PostgreSQL 16, node a:1 PostgreSQL 15: finish the upgrade
            13.2.1 | 13.2-1 | 150020 | node b:2 has Citus 13.2.1, node a:1 Citus 13.2.2: install the newer package
            13.2.2 | 13.1-1 | 150020 | node b:2 has loaded Citus 13.2.2, but its extension is of version 13.1-1: ALTER EXTENSION
            13.2.2 | 13.2-0 | 150020 | of version 13.2-0 on node b:2, of version 13.2-1 on node a:1: ALTER EXTENSION citus UPDATE
            """)
    void nodesMustBeOfTheSameVersions(
            String library, String extension, int server, @org.jspecify.annotations.Nullable String expected) {
        var found = Versions.differences(
                List.of(
                        new NodeConditions.Answer("a:1", node("13.2.2", "13.2-1", 150020, null), null),
                        new NodeConditions.Answer("gone:9", null, "no answer"),
                        new NodeConditions.Answer("b:2", node(library, extension, server, null), null)),
                "db");

        if (expected == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found)
                    .anySatisfy(obstacle -> assertThat(obstacle.toString()).contains(expected));
        }
    }

    /** Each remedy is carried out as it is written, and then nothing is in the way. */
    @Test
    void whatOperationsOfCitusHaveLeftIsNamedAndTheRemediesHelp() throws SQLException {
        try (var shop = new Shop(10);
                var worker = shop.worker().getConnection()) {
            var plan = shop.whole().plan();
            Sql.run(
                    worker,
                    "set citus.enable_ddl_propagation = off",
                    "select pg_create_logical_replication_slot('citus_shard_split_slot_9', 'pgoutput')",
                    "create publication citus_shard_split_publication_9",
                    "create subscription citus_shard_move_subscription_9 connection '' publication x with (connect = false)");
            shop.execute("insert into pg_dist_cleanup values (nextval('pg_dist_cleanup_recordid_seq'), 987654321, 1,"
                    + " 'S.lines_987654', 0, 1)");

            var obstacles =
                    Applier.outlook(shop.coordinator(), plan, Shop.OPTIONS).obstacles();

            assertThat(obstacles)
                    .extracting(obstacle -> obstacle.what().replaceAll(" on .* was left", " was left"))
                    .containsExactlyInAnyOrder(
                            "an operation of Citus that failed has left 1 thing(s) behind, " + shop.schema
                                    + ".lines_987654 among them",
                            "slot citus_shard_split_slot_9 was left behind by an operation of Citus, which knows nothing of it any more",
                            "publication citus_shard_split_publication_9 was left behind by an operation of Citus, which knows nothing of it any more",
                            "subscription citus_shard_move_subscription_9 was left behind by an operation of Citus, which knows nothing of it any more");
            for (Obstacle obstacle : obstacles) {
                if (obstacle.remedy().startsWith("on that node: ")) {
                    for (String sql : obstacle.remedy()
                            .substring("on that node: ".length())
                            .split("; ")) {
                        Sql.run(worker, sql);
                    }
                } else {
                    shop.execute(obstacle.remedy());
                }
            }
            assertThat(Applier.outlook(shop.coordinator(), plan, Shop.OPTIONS).obstacles())
                    .isEmpty();
        }
    }

    @Test
    void theOutlookSaysWhatWouldBeDoneAndDoesNothing() throws SQLException {
        try (var shop = new Shop(10)) {
            shop.whole();
            shop.execute("alter table S.lines add column tenant int");
            var plan = shop.plan();

            var outlook = Applier.outlook(shop.coordinator(), plan, Shop.OPTIONS);

            assertThat(outlook.obstacles()).isEmpty();
            // The foreign key that is validated last is the old one as yet, and that one is valid.
            assertThat(outlook.steps())
                    .extracting(Outlook.Step::done)
                    .containsExactly(true, false, false, false, false, false, true);
            assertThat(shop.value("select count(*) from pg_dist_partition where logicalrelid = 'S.lines'::regclass"))
                    .isEqualTo("0");
        }
    }

    @Test
    void dryRunTellsOfTheWayThatWasChosen() throws SQLException {
        try (var shop = new Shop(5)) {
            shop.online = true;
            var plan = shop.whole().plan();

            assertThat(distribution(shop, plan, Shop.OPTIONS).sql())
                    .hasSize(2)
                    .allSatisfy(sql -> assertThat(sql).contains("create_distributed_table_concurrently("));
            var blocking = distribution(shop, plan, Shop.OPTIONS.withMode(ApplyOptions.Mode.BLOCKING));
            assertThat(blocking.sql())
                    .satisfiesExactly(
                            starts -> assertThat(starts)
                                    .isEqualTo(
                                            shop.named("alter table S.lines drop constraint if exists lines_order_fk")),
                            orders -> assertThat(orders).startsWith("select create_distributed_table('" + shop.orders),
                            lines -> assertThat(lines).startsWith("select create_distributed_table('" + shop.lines),
                            rest -> assertThat(rest).contains("truncate_local_data", shop.lines.toString()),
                            rest -> assertThat(rest).contains("truncate_local_data", shop.orders.toString()),
                            ends -> assertThat(ends)
                                    .startsWith(shop.named("alter table S.lines add constraint lines_order_fk")));
            assertThat(blocking.locks())
                    .containsExactlyInAnyOrder(
                            Lock.coordinator(shop.orders, Lock.Mode.ACCESS_EXCLUSIVE, Lock.Hold.COPY),
                            Lock.coordinator(shop.lines, Lock.Mode.ACCESS_EXCLUSIVE, Lock.Hold.COPY));
        }
    }

    @Test
    void dryRunTellsOfTheTablesThatHaveNotMoved() throws SQLException {
        try (var shop = new Shop(5)) {
            var plan = shop.whole().plan();
            assertThat(distribution(shop, plan, Shop.OPTIONS).sql())
                    .as("small ones move together, whatever the mode")
                    .isEqualTo(distribution(shop, plan, Shop.OPTIONS.withMode(ApplyOptions.Mode.BLOCKING))
                            .sql())
                    .hasSize(6);

            shop.execute(
                    "alter table S.lines drop constraint lines_order_fk; alter table S.orders drop constraint orders_pkey;"
                            + " select create_distributed_table('S.orders', 'tenant', colocate_with => 'none')");

            assertThat(distribution(shop, plan, Shop.OPTIONS).sql())
                    .singleElement()
                    .asString()
                    .startsWith("select create_distributed_table('" + shop.lines);
        }
    }

    private static Outlook.Step distribution(Shop shop, Plan plan, ApplyOptions options) {
        return Applier.outlook(shop.coordinator(), plan, options).steps().stream()
                .filter(step -> step.operation().work() instanceof Work.Distribute)
                .findFirst()
                .orElseThrow();
    }
}

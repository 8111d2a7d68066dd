package dev.penstock.citus.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.Plans;
import dev.penstock.citus.Sql;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Work;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.pool.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows that are put aside while they are written. */
@RequiresCitus
class QuarantineTest {

    private static final Duration STARTED = Duration.ofSeconds(60);

    /** The one that is held up must not let go of its locks and try again. */
    private static final ApplyOptions PATIENT = ApplyOptions.defaults().withLocks(STARTED, STARTED.multipliedBy(2));

    private static final String WAITED_FOR =
            "select exists (select from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid)))";

    private final CitusCluster cluster = CitusCluster.shared();
    private final String schema = cluster.schema();

    QuarantineTest() throws SQLException {}

    /**
     * An order is bad, and a line that refers to it is being written: the rows are held up between being found and being deleted. A
     * line that came now would be deleted with the order, and so would the one that is written if it were not found again.
     */
    @Test
    @Timeout(120)
    void neitherNewNorChangedRowsAreDeletedWithTheOneTheyReferTo() throws Exception {
        try (var holder = cluster.connect();
                var writer = cluster.connect()) {
            create(holder);
            var plan = plan(holder);
            var writes = new CompletableFuture<Void>();

            var applied = CompletableFuture.runAsync(() ->
                    Applier.apply(Server.at(cluster.jdbcUrl(), null, null), plan, PATIENT, new Watcher() {
                        @Override
                        public void began(Operation operation) {
                            // No earlier: indexes are built before, and they wait for whoever writes.
                            if (operation.work() instanceof Work.Quarantine) {
                                try {
                                    holder.setAutoCommit(false);
                                    Sql.run(holder, named("update S.lines set amount = 5 where id = 2"));
                                    writes.complete(null);
                                } catch (SQLException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        }
                    }));
            CompletableFuture.anyOf(writes, applied).get(STARTED.toSeconds(), TimeUnit.SECONDS);
            try {
                awaitApplierBehind(holder, applied);
                assertThatThrownBy(() -> Sql.run(
                                writer, "set lock_timeout = '300ms'", named("insert into S.lines values (1, 99, 7)")))
                        .as("a row that refers to the one that goes")
                        .hasMessageContaining("lock timeout");
            } finally {
                holder.commit();
                applied.get(60, TimeUnit.SECONDS);
                holder.setAutoCommit(true);
            }

            assertThat(Sql.values(holder, named("select id from S.lines"))).containsExactly("1");
            assertThat(Sql.values(holder, "select id || ' ' || amount from " + Sql.quarantine(holder, schema, "lines")))
                    .containsExactly("2 5");
            Sql.run(holder, "drop schema " + schema + " cascade");
        }
    }

    /** Parts have no tenant before the plan, and are told apart by it afterwards. */
    @Test
    @Timeout(120)
    void whatWasPutAsideComesBackWithTheTenantThatThePlanGave() throws Exception {
        try (var connection = cluster.connect()) {
            create(connection);
            Sql.run(
                    connection,
                    named("create table S.parts (id bigint primary key, line_id bigint not null references S.lines)"),
                    named("insert into S.parts values (1, 1), (2, 2)"));
            var database = Server.at(cluster.jdbcUrl(), null, null);
            var plan = whole(connection);
            Applier.apply(
                    database,
                    plan,
                    ApplyOptions.defaults().confirming(Set.of("code-names-tenant", "code-writes-tenant")),
                    Watcher.SILENT);
            assertThat(Sql.values(connection, named("select id from S.parts"))).containsExactly("1");

            var back = Reverser.reverse(database, plan, ApplyOptions.defaults(), Watcher.SILENT);

            assertThat(back.end()).isNull();
            assertThat(Sql.values(connection, named("select p::text from S.parts p order by id")))
                    .containsExactly("(1,1)", "(2,2)");
            assertThat(Sql.values(connection, named("select l::text from S.lines l order by id")))
                    .containsExactly("(1,1,6,1)", "(1,2,7,1)");
            Sql.run(connection, "drop schema " + schema + " cascade");
        }
    }

    /** The table of what was put aside is that of an earlier plan, when the rows had other columns. */
    @Test
    @Timeout(120)
    void rowsThatLookOtherwiseByNowAreKeptUnderTheirOwnNames() throws Exception {
        try (var connection = cluster.connect()) {
            create(connection);
            Applier.apply(Server.at(cluster.jdbcUrl(), null, null), plan(connection), PATIENT, Watcher.SILENT);
            Sql.run(
                    connection,
                    named("alter table S.lines drop column amount"),
                    named("alter table S.lines add column weight int, add column note text"),
                    named("alter table S.orders drop constraint orders_customer_fk"),
                    named("insert into S.orders values (1, 8, 2)"),
                    named("insert into S.lines values (1, 3, 8, 30, 'heavy')"),
                    named("alter table S.orders add constraint orders_customer_fk foreign key (customer_id)"
                            + " references S.customers"));

            Applier.apply(Server.at(cluster.jdbcUrl(), null, null), plan(connection), PATIENT, Watcher.SILENT);

            assertThat(Sql.values(
                            connection,
                            "select concat_ws(' ', id, order_id, amount, weight, note) from "
                                    + Sql.quarantine(connection, schema, "lines")
                                    + " order by id"))
                    .containsExactly("2 7 1", "3 8 30 heavy");
            assertThat(Sql.values(connection, named("select id from S.lines"))).containsExactly("1");
            Sql.run(connection, "drop schema " + schema + " cascade");
        }
    }

    private static void awaitApplierBehind(Connection holder, CompletableFuture<Void> applied) throws SQLException {
        long deadline = System.nanoTime() + STARTED.toNanos();
        while (Sql.value(holder, WAITED_FOR).equals("f")) {
            if (applied.isDone()) {
                applied.join();
                throw new AssertionError("nobody waited for the row that is written");
            }
            assertThat(System.nanoTime())
                    .as("the row that is written is waited for by now")
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void create(Connection connection) throws SQLException {
        for (String sql : List.of(
                "create table S.orgs (id bigint primary key)",
                "create table S.customers (org bigint not null references S.orgs, id bigint primary key)",
                "create table S.orders (org bigint not null references S.orgs, id bigint primary key, customer_id bigint"
                        + " constraint orders_customer_fk references S.customers)",
                "create table S.lines (org bigint not null references S.orgs, id bigint primary key, order_id bigint"
                        + " references S.orders on delete cascade, amount int not null default 1)",
                "insert into S.orgs values (1), (2)",
                "insert into S.customers values (1, 1), (2, 2)",
                "insert into S.orders values (1, 6, 1), (1, 7, 2)",
                "insert into S.lines values (1, 1, 6), (1, 2, 7)")) {
            Sql.run(connection, named(sql));
        }
    }

    private Plan whole(Connection connection) {
        return Plans.of(
                connection,
                schema,
                "org",
                Plans.BLOCKING,
                Map.of("GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant", "CROSS_TENANT_ROWS", "quarantine"));
    }

    /** Up to and with what puts aside. */
    private Plan plan(Connection connection) {
        var whole = whole(connection);
        var last = whole.operations().stream()
                .filter(operation -> operation.work() instanceof Work.Quarantine)
                .reduce((one, other) -> other)
                .orElseThrow();
        return new Plan(
                whole.format(),
                whole.goal(),
                whole.source(),
                whole.options(),
                whole.groups(),
                whole.decisions(),
                whole.operations().subList(0, whole.operations().indexOf(last) + 1),
                whole.tables(),
                whole.notes());
    }

    private String named(String sql) {
        return sql.replace("S.", schema + ".");
    }
}

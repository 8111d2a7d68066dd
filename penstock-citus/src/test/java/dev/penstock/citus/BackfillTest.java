package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Work;
import dev.penstock.postgres.pool.Server;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How far a backfill says that it is: by the rows that it has passed. */
class BackfillTest extends OnCitus {

    BackfillTest() throws SQLException {}

    @Test
    void theLastBatchIsAsLargeAsItIs() throws SQLException {
        lines("id bigint primary key", 12);

        assertThat(told(plan(5), 0)).containsExactly(5L, 10L, 12L);
        assertThat(Sql.value(connection, "select count(*) from lines where org_id is null"))
                .isEqualTo("0");
    }

    @Test
    void whatWasStoppedGoesOnCounting() throws SQLException {
        lines("id bigint primary key", 12);
        var plan = plan(5);

        assertThatThrownBy(() -> told(plan, 10)).hasMessage("enough");

        assertThat(told(plan, 0)).containsExactly(12L);
    }

    /** Rows that are written behind a batch take another way through the table, which is counted from its beginning. */
    @Test
    void anotherWayThroughTheTable() throws SQLException {
        lines("id bigint primary key", 12);
        var told = new ArrayList<Long>();

        apply(plan(5), new Watcher() {
            @Override
            public void advanced(Operation operation, long done, @Nullable Long of, String note) {
                if (operation.work() instanceof Work.Batches) {
                    told.add(done);
                    if (told.size() == 2) {
                        run(
                                "set session_replication_role = replica",
                                "insert into lines (id, order_id) values (0, 1)",
                                "reset session_replication_role");
                    }
                }
            }
        });

        assertThat(told).containsExactly(5L, 10L, 12L, 5L, 10L, 13L);
    }

    /** Changing its rows lets the table grow, and what it grows by was passed already, but for what fits on its last page. */
    @Test
    void rowsWithoutAKeyArePassedOnce() throws SQLException {
        lines("id bigint", 15_000);

        assertThat(told(plan(5_000), 0))
                .last()
                .satisfies(rows -> assertThat(rows).isBetween(15_000L, 15_100L));
        assertThat(Sql.value(connection, "select count(*) from lines where org_id is null"))
                .isEqualTo("0");
    }

    private void lines(String id, int rows) throws SQLException {
        Sql.run(
                connection,
                "create table orders (id bigint primary key, org_id bigint not null)",
                "create table lines (" + id + ", order_id bigint not null references orders, note char(40))",
                "insert into orders select n, n from generate_series(1, 3) n",
                "insert into lines select n, n % 3 + 1, 'x' from generate_series(1, " + rows + ") n",
                "vacuum analyze lines");
    }

    private List<Long> told(Plan plan, long enough) throws SQLException {
        var told = new ArrayList<Long>();
        apply(plan, new Watcher() {
            @Override
            public void advanced(Operation operation, long done, @Nullable Long of, String note) {
                if (operation.work() instanceof Work.Batches) {
                    told.add(done);
                    if (done == enough) {
                        throw new IllegalStateException("enough");
                    }
                }
            }
        });
        return told;
    }

    private void apply(Plan plan, Watcher watcher) {
        Applier.apply(
                Server.at(cluster.jdbcUrl(), null, null),
                plan,
                Plans.APPLYING
                        .withThrottle(0, Duration.ofMinutes(1))
                        .confirming(Set.of("code-names-tenant", "code-writes-tenant")),
                watcher);
    }

    private void run(String... statements) {
        try {
            Sql.run(connection, statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Plan plan(int batch) {
        var inspection = Inspector.inspect(
                connection,
                InspectOptions.defaults().withSchemas(List.of(schema)).withTenant("org_id", null));
        var plan = Plans.of(
                inspection,
                List.of(schema),
                Plans.BLOCKING,
                batch,
                Map.of("GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant"));
        assertThat(plan.undecided()).isEmpty();
        return plan;
    }
}

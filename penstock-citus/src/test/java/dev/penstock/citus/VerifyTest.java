package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.journal.Digests;
import dev.penstock.citus.journal.Journal;
import dev.penstock.citus.journal.Moment;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.NotNullPlanner;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.pool.Server;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What verifying must notice, and what it must not stumble over. */
class VerifyTest extends OnCitus {

    private static final VerifyOptions QUIET = VerifyOptions.all().withQuiet(true);

    private final DataSource coordinator = Server.at(cluster.jdbcUrl(), null, null);

    VerifyTest() throws SQLException {}

    /** Its numbers cannot be compared with a text, nor with what was made of them. */
    @Test
    void textThatIsMadeWithANumberOfASequence() throws SQLException {
        Sql.run(
                connection,
                "create sequence inv",
                "create domain whole as integer",
                "create table t (tenant int, v int, n whole, d numeric(12), code text default 'INV-' || nextval('inv'))",
                "create sequence ns owned by t.n",
                "alter table t alter n set default nextval('ns'), alter d set default nextval('ns')",
                "insert into t (tenant, v) select n, n from generate_series(1, 9) n");
        var plan = notNull();

        assertThat(failures(plan, QUIET)).isEmpty();
        Sql.run(connection, "select setval('ns', 2)");
        assertThat(failures(plan, QUIET))
                .hasSize(2)
                .anyMatch(text -> text.contains(".ns stands at 2") && text.contains("t.n has "))
                .anyMatch(text -> text.contains(".ns stands at 2") && text.contains("t.d has "));
    }

    /** It has nothing more to say, and must not be passed over for that. */
    @Test
    void shardThatHasLostItsOnlyConstraint() throws SQLException {
        Sql.run(
                connection,
                "create table t (tenant int, v int, constraint only_one check (v > 0))",
                "select create_distributed_table('t', 'tenant', shard_count => 4, colocate_with => 'none')",
                "insert into t select n, n from generate_series(1, 9) n");
        var plan = notNull();
        assertThat(failures(plan, QUIET)).isEmpty();
        String shard =
                Sql.value(connection, "select min(shardid) from pg_dist_shard where logicalrelid = 't'::regclass");

        Sql.run(
                connection,
                "select run_command_on_workers('alter table if exists " + schema + ".t_" + shard
                        + " drop constraint only_one')");

        assertThat(failures(plan, QUIET))
                .singleElement()
                .asString()
                .contains(".t: shard " + shard + " on ")
                .endsWith(" lacks CHECK ((v > 0))");
    }

    @Test
    void workerThatHasLostTheTable() throws SQLException {
        Sql.run(
                connection,
                "create table t (tenant int, v int, constraint only_one check (v > 0))",
                "select create_distributed_table('t', 'tenant', shard_count => 4, colocate_with => 'none')",
                "insert into t select n, n from generate_series(1, 9) n");
        var plan = notNull();
        try (var worker = cluster.connectToWorker(0)) {
            Sql.run(worker, "set citus.enable_ddl_propagation = off; alter table " + schema + ".t rename to away");
            try {
                assertThat(failures(plan, QUIET))
                        .anyMatch(text -> text.contains(".t: the shell on ") && text.contains(" lacks CHECK ((v > 0))"))
                        .anyMatch(text -> text.contains(".t: the shell on ") && text.contains(" has none of DELETE"));
            } finally {
                Sql.run(worker, "set citus.enable_ddl_propagation = off; alter table " + schema + ".away rename to t");
            }
        }
    }

    /** A row that is lost between the copy and the counting after it is in no later digest. */
    @Test
    void rowThatIsLostWhileItsTableIsCopied() throws SQLException {
        Sql.run(
                connection,
                "create table docs (tenant int not null, id bigint, body text, primary key (tenant, id))",
                "insert into docs select n % 3, n, 'b' from generate_series(1, 30) n");
        var plan = Plans.of(connection, schema, "tenant", 0, Map.of("WINDOW_WITHOUT_FOREIGN_KEY", "online"));
        Applier.apply(
                coordinator,
                plan,
                Plans.APPLYING.confirming(Set.of("code-names-tenant", "code-writes-tenant")),
                Watcher.SILENT);
        assertThat(failures(plan, QUIET)).isEmpty();
        Sql.run(connection, "delete from docs where id = 7");
        connection.setAutoCommit(false);
        new Digests(Journal.of(plan)).take(connection, Moment.MOVED, new QualifiedName(schema, "docs"), "tenant");
        connection.commit();
        connection.setAutoCommit(true);

        assertThat(failures(plan, QUIET))
                .singleElement()
                .asString()
                .contains("docs while it moved: 1 of 3 tenants differ (1), 30 rows before and 29 after");
        assertThat(failures(plan, VerifyOptions.all()))
                .as("it may have been deleted")
                .isEmpty();
    }

    @Test
    void workloadNamesTablesAsTheApplicationDoes() throws SQLException {
        Sql.run(
                connection,
                "create table t (tenant int, v int)",
                "select create_distributed_table('t', 'tenant', shard_count => 4, colocate_with => 'none')");
        var plan = notNull();

        assertThat(failures(
                        plan,
                        VerifyOptions.all().withWorkload("select v from t where tenant = 1; select max(v) from t;")))
                .singleElement()
                .asString()
                .endsWith("select max(v) from t goes to 4 shards");
    }

    /** The smallest plan there is, carried out. */
    private Plan notNull() {
        var plan = NotNullPlanner.plan(
                CatalogReader.read(connection, ReadOptions.schemas(schema)),
                new QualifiedName(schema, "t"),
                "v",
                new Choices(Map.of()));
        Applier.apply(coordinator, plan, Plans.APPLYING, Watcher.SILENT);
        return plan;
    }

    private List<String> failures(Plan plan, VerifyOptions options) {
        return Plans.failures(coordinator, plan, options);
    }
}

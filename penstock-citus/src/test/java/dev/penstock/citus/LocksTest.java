package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.plan.Lock;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Work;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.ContractPlanner;
import dev.penstock.citus.plan.distribution.NotNullPlanner;
import dev.penstock.citus.plan.distribution.UndistributePlanner;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a plan says of the locks that it takes, on the coordinator and on shards, against what is taken. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocksTest extends OnCitus {

    private static final Map<String, String> CHOICES = Map.of(
            "GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant", "CONTRACT", "drop", "SET_NULL_REFUSED", "no-action");

    LocksTest() throws SQLException {}

    /** Columns, keys, foreign keys, the move and what follows it; {@code done} was distributed before. */
    @Test
    void ofADistributionBesideTablesThatAreDistributed() throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id bigint primary key)",
                "create table done (org bigint not null, id bigint, primary key (org, id))",
                "select create_distributed_table('orgs', 'id', colocate_with => 'none')",
                "select create_distributed_table('done', 'org', colocate_with => 'orgs')",
                "insert into orgs select generate_series(1, 5)",
                "insert into done select n % 5 + 1, n from generate_series(1, 50) n",
                "create table late (id bigint primary key, org bigint, done_id bigint,"
                        + " constraint late_done foreign key (org, done_id) references done (org, id))",
                "create table child (id bigint primary key, late_id bigint not null constraint child_late references late)",
                "insert into late select n, n % 5 + 1, n from generate_series(1, 50) n",
                "insert into child select n, n from generate_series(1, 50) n");

        var plan = Plans.of(connection, schema, "org", Plans.BLOCKING, CHOICES);

        assertThat(plan.undecided()).isEmpty();
        compare(plan.operations());
    }

    @Test
    void ofChangesToATableInShards() throws SQLException {
        Sql.run(
                connection,
                "create table o (t int, old text, id int, v int, primary key (t, id),"
                        + " constraint o_key unique (t, old, v))",
                "create index o_old on o (old, v)",
                "create table l (t int, id int, o int, primary key (t, id), foreign key (t, o) references o)",
                "select create_distributed_table('o', 't', colocate_with => 'none')",
                "select create_distributed_table('l', 't', colocate_with => 'o')",
                "insert into o select n % 3, 'x', n, n from generate_series(1, 30) n");

        compare(NotNullPlanner.plan(catalog(), name("o"), "v", new Choices(CHOICES))
                .operations());
        compare(ContractPlanner.plan(catalog(), name("o"), "old", null, new Choices(CHOICES))
                .operations());
        compare(UndistributePlanner.plan(catalog(), List.of(name("o")), new Choices(CHOICES))
                .operations());
    }

    @Test
    void ofAWholeSchema() throws SQLException {
        String other = cluster.schema();
        try {
            for (String each : List.of(other, schema)) {
                Sql.run(
                        connection,
                        "create table " + each + ".orgs (id bigint primary key)",
                        "create table " + each + ".a (org bigint references " + each + ".orgs, id bigint primary key)",
                        "insert into " + each + ".orgs values (1)");
            }
            var schemas = List.of(schema, other);
            var inspection = Inspector.inspect(
                    connection, InspectOptions.defaults().withSchemas(schemas).withTenant("org", null));
            var plan = Plans.of(inspection, schemas, Plans.BLOCKING, 7, Map.of("LAYOUT", "schemas"));

            compare(plan.operations().stream()
                    .filter(operation -> operation.tables().contains(name("orgs")))
                    .toList());
        } finally {
            Sql.run(connection, "drop schema " + other + " cascade");
        }
    }

    private void compare(List<Operation> operations) throws SQLException {
        assertThat(operations).isNotEmpty();
        var softly = new SoftAssertions();
        for (Operation operation : operations) {
            softly.assertThat(taken(operation)).as(operation.id()).isEqualTo(stated(operation));
        }
        softly.assertAll();
    }

    /** Those that hold somebody up: others need not be named. */
    private static Map<String, String> stated(Operation operation) {
        var stated = new TreeMap<String, String>();
        operation.locks().stream()
                .filter(lock -> lock.blocks() != Lock.Blocks.NOTHING)
                .forEach(lock -> stated.merge(lock.where(), lock.mode().name(), LocksTest::stronger));
        return stated;
    }

    private Map<String, String> taken(Operation operation) throws SQLException {
        var taken = new TreeMap<String, String>();
        switch (operation.work()) {
            case Work.Statements statements
            when concurrently(statements) -> {
                for (String sql : statements.sql()) {
                    if (sql.startsWith("create")) {
                        watched(sql, operation.tables().getFirst(), taken);
                    } else {
                        Sql.run(connection, sql);
                    }
                }
            }
            case Work.Statements statements
            when statements.transaction() == Work.Transaction.NONE -> {
                for (String sql : statements.sql()) {
                    if (sql.startsWith("analyze")) {
                        Sql.run(connection, sql);
                    } else {
                        together(List.of(sql), taken);
                    }
                }
            }
            case Work.Statements statements -> together(statements.sql(), taken);
            case Work.Batches batches ->
                together(List.of(batches.change().replaceAll(":(after|upto)_\\d+", "null")), taken);
            case Work.Quarantine quarantine -> together(quarantine.sql(), taken);
            case Work.Distribute distribute -> together(distribute.together(), taken);
        }
        return taken;
    }

    private static boolean concurrently(Work.Statements statements) {
        return statements.sql().stream().anyMatch(sql -> sql.contains("concurrently"));
    }

    private void together(List<String> statements, Map<String, String> taken) throws SQLException {
        connection.setAutoCommit(false);
        try {
            Sql.run(connection, "set local citus.multi_shard_modify_mode = 'sequential'");
            for (String sql : statements) {
                Sql.run(connection, sql);
            }
            look(taken);
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** What a statement outside of transactions holds, seen while it waits for one that writes the table. */
    private void watched(String sql, QualifiedName table, Map<String, String> taken) throws SQLException {
        try (var writer = cluster.connect()) {
            writer.setAutoCommit(false);
            Sql.run(writer, "lock table " + table.quoted() + " in row exclusive mode");
            var running = CompletableFuture.runAsync(() -> {
                try {
                    Sql.run(connection, sql);
                } catch (SQLException e) {
                    throw new CompletionException(e);
                }
            });
            while (!running.isDone() && !waiting()) {
                Thread.onSpinWait();
            }
            look(taken);
            writer.rollback();
            running.get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private boolean waiting() throws SQLException {
        try (var observer = cluster.connect()) {
            return Sql.value(
                            observer,
                            "select bool_or(result = 't') from run_command_on_all_nodes('select exists (select from"
                                    + " pg_stat_activity where datname = current_database() and wait_event_type = ''Lock'')')")
                    .equals("t");
        }
    }

    /** The strongest of every table. */
    private void look(Map<String, String> taken) throws SQLException {
        try (var observer = cluster.connect();
                var statement = observer.prepareStatement(Sql.resource("locks.sql"))) {
            statement.setString(1, Statement.in("lint", "node_locks").text());
            statement.setString(2, schema);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    taken.merge(rows.getString(1), mode(rows.getString(2)), LocksTest::stronger);
                }
            }
        }
    }

    private static String stronger(String one, String other) {
        return Lock.Mode.valueOf(one).compareTo(Lock.Mode.valueOf(other)) > 0 ? one : other;
    }

    private static String mode(String name) {
        return name.replaceFirst("Lock$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toUpperCase(Locale.ROOT);
    }

    private Catalog catalog() {
        return CatalogReader.read(connection, ReadOptions.schemas(schema));
    }

    private QualifiedName name(String table) {
        return new QualifiedName(schema, table);
    }
}

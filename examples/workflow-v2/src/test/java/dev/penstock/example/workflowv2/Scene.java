package dev.penstock.example.workflowv2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.PlanFile;
import dev.penstock.citus.verify.Verification;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.cluster.CitusCluster;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The tables in a schema of their own, the plan for them, and what must be true in the end. */
final class Scene implements AutoCloseable {

    private static final List<String> ALL = Stream.concat(
                    WorkflowTables.TEN.stream(), Stream.of("workflow_run_approvals", "workflow_approval_attachments"))
            .toList();

    /** How rows of before are told from what the application has written since, in the tables that it writes. */
    private static final Map<String, String> OLD = Map.of(
            "workflow_runs", "started_at < '2026-06-01'",
            "workflow_run_steps", "started_at < '2026-06-01'",
            "workflow_run_logs", "created_at < '2026-06-01'");

    final CitusCluster cluster = CitusCluster.shared();
    final String schema;
    final Plan plan;
    private final Map<String, Long> before = new TreeMap<>();

    /** @param onlineBytes tables from this size on are copied while they are written */
    Scene(int runs, long onlineBytes) throws SQLException {
        schema = cluster.schema();
        try (var connection = cluster.connect()) {
            WorkflowTables.create(connection, schema, runs);
            for (String table : ALL) {
                before.put(table, count("select count(*) from " + schema + "." + table));
            }
            plan = WorkflowPlan.of(connection, schema, onlineBytes);
        }
        assertThat(plan.undecided()).isEmpty();
    }

    DataSource coordinator() {
        return new Connections(cluster.jdbcUrl());
    }

    Path planFile(Path folder) {
        Path file = folder.resolve("plan.yaml");
        PlanFile.write(plan, file);
        return file;
    }

    /** Everything that the move promises. */
    void holds(Ledger ledger) throws SQLException {
        var verification = Verifier.verify(coordinator(), plan, VerifyOptions.all(), what -> {});
        assertThat(verification.checks().stream()
                        .map(Verification.Check::failures)
                        .flatMap(List::stream))
                .as("what verifying finds")
                .isEmpty();
        assertThat(Losses.of(cluster.connect(), schema, ledger))
                .as("what the application was promised and is not there")
                .isEmpty();
        for (String table : ALL) {
            assertThat(kept(table)).as("rows of before in " + table).isEqualTo(before.get(table));
        }
        assertThat(count("select count(*) from pg_constraint c join pg_class t on t.oid = c.conrelid"
                        + " where t.relnamespace = '" + schema + "'::regnamespace and not c.convalidated"))
                .as("constraints that are not valid")
                .isZero();
        assertThat(count(
                        "select count(distinct p.colocationid) from pg_dist_partition p join pg_class t on t.oid = p.logicalrelid"
                                + " where t.relnamespace = '" + schema + "'::regnamespace and p.partmethod = 'h'"))
                .as("groups")
                .isOne();
        assertThat(count("select count(*) from " + schema + ".tenant_workflow_schedule"
                        + " where workflow_id = md5('workflow 0')::uuid"))
                .as("schedules of one workflow")
                .isEqualTo(2);
        assertThat(count("select count(*) from " + quarantine("workflow_runs")))
                .as("runs of another tenant than their workflow's, and of none")
                .isEqualTo(393);
    }

    /** Rows of before, in the table or put aside. What the application has written since belongs to runs that began now. */
    private long kept(String table) throws SQLException {
        long rows = 0;
        for (String place : List.of(schema + "." + table, quarantine(table))) {
            if (count("select count(*) from pg_class where oid = to_regclass('" + place + "')") == 1) {
                rows += count("select count(*) from " + place + " where " + OLD.getOrDefault(table, "true"));
            }
        }
        return rows;
    }

    /** The table of the rows that were put aside. */
    private String quarantine(String table) throws SQLException {
        return text("select 'penstock_quarantine.' || coalesce(max(quote_ident(relname)), 'none') from pg_class"
                + " where relnamespace = to_regnamespace('penstock_quarantine') and relname ~ '^" + schema + "_" + table
                + "_[0-9a-f]{8}$'");
    }

    String text(String query) throws SQLException {
        try (var connection = cluster.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    long count(String query) throws SQLException {
        try (var connection = cluster.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        try (var connection = cluster.connect();
                var statement = connection.createStatement()) {
            statement.execute("set client_min_messages = error");
            statement.execute("drop schema " + schema + " cascade");
        }
    }
}

package dev.penstock.example.workflowv2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** The tables as they stand before, in any schema. */
public final class WorkflowTables {

    /** Those that are to be moved, by name. */
    public static final List<String> TEN = List.of(
            "workflow_definitions",
            "workflow_definition_versions",
            "workflow_runs",
            "workflow_run_steps",
            "workflow_run_waits",
            "workflow_run_snapshots",
            "workflow_action_invocations",
            "workflow_run_logs",
            "workflow_runtime_events",
            "tenant_workflow_schedule");

    private WorkflowTables() {}

    /**
     * Makes the tables and fills them; the schema must be there and empty.
     *
     * <p>Cost: about fifteen rows for each run.
     *
     * @param runs rows of {@code workflow_runs}, 1,000 or more so that all that is odd about the data is in them
     */
    public static void create(Connection coordinator, String schema, int runs) throws SQLException {
        try (var statement = coordinator.createStatement()) {
            statement.execute("set search_path to " + schema + ", public");
            statement.execute("set workflow_v2.runs = " + runs);
            // What is not distributed yet needs no warning that it is not.
            statement.execute("set client_min_messages = error");
            for (String script : List.of("schema.sql", "anchor.sql", "data.sql")) {
                statement.execute(resource(script));
            }
            statement.execute("analyze");
            statement.execute("reset client_min_messages");
            statement.execute("reset search_path");
        }
    }

    static String resource(String name) {
        try (var file = WorkflowTables.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.penstock.example.workflowv2;

import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.Planner;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The plan for the ten tables, with everything decided. */
public final class WorkflowPlan {

    /** What a person confirms when the new release is deployed. */
    public static final Set<String> GATES = Set.of("code-writes-tenant", "code-names-tenant");

    private static final int BATCH = 5_000;

    private WorkflowPlan() {}

    /**
     * As {@code penstock citus plan --column tenant --tables … --colocate-with workflow_tasks} makes it.
     *
     * @param onlineBytes tables from this size on are copied while they are written
     */
    public static Plan of(Connection coordinator, String schema, long onlineBytes) {
        var inspection = Inspector.inspect(
                coordinator,
                InspectOptions.defaults().withSchemas(List.of(schema)).withTenant("tenant", "uuid"));
        var options = new Plan.Options(
                "tenant",
                "uuid",
                List.of(schema),
                WorkflowTables.TEN.stream()
                        .map(table -> new QualifiedName(schema, table))
                        .toList(),
                List.of(),
                List.of(),
                new QualifiedName(schema, "workflow_tasks"),
                null,
                onlineBytes,
                BATCH);
        return Planner.plan(inspection, options, new Choices(choices()));
    }

    /** What a person would choose, by kind of decision. */
    static Map<String, String> choices() {
        return Map.of(
                "GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant",
                "ROWS_WITHOUT_TENANT", "quarantine",
                "CROSS_TENANT_ROWS", "quarantine",
                "ORPHANS", "quarantine",
                "WINDOW_WITHOUT_FOREIGN_KEY", "online");
    }
}

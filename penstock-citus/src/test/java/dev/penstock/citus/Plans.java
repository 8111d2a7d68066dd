package dev.penstock.citus;

import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.Planner;
import java.sql.Connection;
import java.util.List;
import java.util.Map;

/** Plans of the tests. */
public final class Plans {

    /** So large that every table is moved in one transaction. */
    public static final long BLOCKING = 1L << 30;

    private Plans() {}

    /** All of one schema, by the column of the tenant. */
    public static Plan of(
            Connection connection, String schema, String column, long onlineBytes, Map<String, String> choices) {
        var inspection = Inspector.inspect(
                connection,
                InspectOptions.defaults().withSchemas(List.of(schema)).withTenant(column, null));
        var tenant = inspection.classification().tenant();
        return Planner.plan(
                inspection,
                new Plan.Options(
                        tenant.column(),
                        tenant.type(),
                        List.of(schema),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        null,
                        onlineBytes,
                        1_000),
                new Choices(choices));
    }
}

package dev.penstock.citus;

import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspection;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.Planner;
import dev.penstock.citus.verify.Verification;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Plans of the tests. */
public final class Plans {

    /** So large that every table is moved in one transaction. */
    public static final long BLOCKING = 1L << 30;

    /** Patient with locks, and not stopped by other tests' transactions. */
    public static final ApplyOptions APPLYING = ApplyOptions.defaults()
            .withLocks(Duration.ofSeconds(2), Duration.ofMinutes(1))
            .withThrottle(0, Duration.ofMillis(250))
            .withLongTransaction(Duration.ofMinutes(30));

    private Plans() {}

    /** All of one schema, by the column of the tenant. */
    public static Plan of(
            Connection connection, String schema, String column, long onlineBytes, Map<String, String> choices) {
        var inspection = Inspector.inspect(
                connection,
                InspectOptions.defaults().withSchemas(List.of(schema)).withTenant(column, null));
        return of(inspection, List.of(schema), onlineBytes, 1_000, choices);
    }

    /** What verifying finds wrong. */
    public static List<String> failures(DataSource coordinator, Plan plan, VerifyOptions options) {
        return Verifier.verify(coordinator, plan, options, what -> {}).checks().stream()
                .map(Verification.Check::failures)
                .flatMap(List::stream)
                .toList();
    }

    /** All that was inspected. */
    public static Plan of(
            Inspection inspection, List<String> schemas, long onlineBytes, int batchRows, Map<String, String> choices) {
        var tenant = inspection.classification().tenant();
        return Planner.plan(
                inspection,
                new Plan.Options(
                        tenant.column(),
                        tenant.type(),
                        schemas,
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        null,
                        onlineBytes,
                        batchRows),
                new Choices(choices));
    }
}

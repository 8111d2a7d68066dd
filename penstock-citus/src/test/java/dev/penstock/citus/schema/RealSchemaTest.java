package dev.penstock.citus.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.Plans;
import dev.penstock.citus.Sql;
import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspection;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.inspect.TenantSource;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Gate;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.sql.Script;
import dev.penstock.citus.verify.Verification;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.pool.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The schema of an application, as {@code pg_dump --schema-only} writes it, on a cluster of its own: filled, planned, applied,
 * verified, and applied again. What had to be decided is in {@code target/real-schema.txt}.
 */
@RequiresCitus
@EnabledIfSystemProperty(
        named = "penstock.citus.schema",
        matches = ".+",
        disabledReason =
                "name a file of DDL with -Dpenstock.citus.schema=… and its tenant with -Dpenstock.citus.tenant=organization_id")
class RealSchemaTest {

    private static final int ROWS = Integer.getInteger("penstock.citus.rows", 200);
    private static final InspectOptions INSPECT = InspectOptions.defaults()
            .withSchemas(List.of(
                    System.getProperty("penstock.citus.schemas", "public").split(",")))
            .withTenant(System.getProperty("penstock.citus.tenant"), System.getProperty("penstock.citus.type"));

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void isPlannedAppliedAndVerified() throws Exception {
        try (var cluster = CitusCluster.own();
                var connection = cluster.connect()) {
            create(connection, Path.of(System.getProperty("penstock.citus.schema")));
            fill(connection);
            var inspection = Inspector.inspect(connection, INSPECT);
            var plan = plan(inspection, decided(plan(inspection, Map.of())));
            report(plan);
            assertThat(plan.undecided()).isEmpty();
            var database = Server.at(cluster.jdbcUrl(), null, null);
            var options = ApplyOptions.defaults().withLongTransaction(Duration.ofHours(1));

            Applier.apply(database, plan, options.confirming(gates(plan)), Watcher.SILENT);

            assertThat(Verifier.verify(database, plan, VerifyOptions.all(), what -> {}).checks().stream()
                            .map(Verification.Check::failures)
                            .flatMap(List::stream))
                    .isEmpty();
            var again = new AtomicInteger();
            Applier.apply(database, plan, options, new Watcher() {
                @Override
                public void finished(Operation operation, boolean skipped) {
                    again.addAndGet(skipped ? 0 : 1);
                }
            });
            assertThat(again).as("operations carried out again").hasValue(0);
        }
    }

    /** What the server does not take is said; extensions that are not installed are no reason to give up. */
    private static void create(Connection connection, Path file) throws Exception {
        String text = Files.readString(file).replaceAll("(?m)^\\\\.*$", "");
        var refused = new ArrayList<String>();
        var script = Script.of(text);
        for (var piece : script.pieces()) {
            try {
                Sql.run(connection, script.text().at(piece.span()));
            } catch (SQLException e) {
                refused.add(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            }
        }
        Sql.run(connection, "reset all");
        say("refused while the schema was made: " + refused);
    }

    private static void fill(Connection connection) throws SQLException {
        var before = Inspector.inspect(connection, INSPECT.withoutData());
        var columns = new HashMap<QualifiedName, String>();
        before.classification().verdicts().forEach(verdict -> {
            if (verdict.source() instanceof TenantSource.Own own) {
                columns.put(verdict.table().name(), own.column().name());
            }
        });
        var filled = Filling.fill(
                connection, before.catalog(), before.classification().tenant().root(), columns, ROWS);
        say(filled.rows().values().stream().mapToInt(rows -> rows).sum() + " rows, of which " + filled.astray()
                + " refer to another tenant's; not all rows for " + filled.refused());
        Sql.run(connection, "analyze");
    }

    private static Plan plan(Inspection inspection, Map<String, String> choices) {
        return Plans.of(inspection, INSPECT.schemas(), 256L << 20, 5_000, choices);
    }

    /** What is recommended, or else the first option. */
    private static Map<String, String> decided(Plan plan) {
        var choices = new TreeMap<String, String>();
        for (Decision decision : plan.decisions()) {
            String recommended = decision.recommended();
            choices.put(
                    decision.id(),
                    recommended == null ? decision.options().getFirst().id() : recommended);
        }
        return choices;
    }

    private static void report(Plan plan) {
        var fates = new TreeMap<String, Integer>();
        plan.tables().forEach(table -> fates.merge(table.fate().name(), 1, Integer::sum));
        var decisions = new TreeMap<String, Integer>();
        plan.decisions().forEach(each -> decisions.merge(each.kind() + " " + each.chosen(), 1, Integer::sum));
        say(plan.operations().size() + " operations, tables " + fates + ", decisions " + decisions);
        plan.tables().stream()
                .filter(table -> table.fate() != Plan.Fate.DISTRIBUTED)
                .forEach(table -> say(table.table() + " " + table.fate() + ": " + table.why()));
    }

    /** Into a file beside the reports of the tests. */
    private static void say(String line) {
        try {
            Files.writeString(
                    Path.of("target", "real-schema.txt"),
                    line + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> gates(Plan plan) {
        var gates = new HashSet<String>();
        plan.operations()
                .forEach(operation -> operation.gates().forEach(gate -> {
                    if (gate instanceof Gate.Confirmation confirmation) {
                        gates.add(confirmation.id());
                    }
                }));
        return gates;
    }
}

package dev.penstock.citus.verify;

import static dev.penstock.citus.failure.CitusErrorCode.CATALOG_UNREADABLE;
import static java.util.stream.Collectors.joining;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.Session;
import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.journal.Journal;
import dev.penstock.citus.plan.Plan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Looks at everything that a plan was to bring about. */
public final class Verifier {

    private Verifier() {}

    /**
     * All checks, also behind one that fails.
     *
     * <p>Transaction: its own; writes nothing but digests into the journal. Locks: ACCESS SHARE. Errors: the database cannot be
     * read → {@code PEN-6001}, {@code PEN-6002}; what does not hold is no error but in the answer. Cost: a scan of every table
     * unless rows are left out, and a connection to every node.
     *
     * @param progress is told what is looked at next
     */
    public static Verification verify(
            DataSource coordinator, Plan plan, VerifyOptions options, Consumer<String> progress) {
        try (var session = Session.open(coordinator, "penstock citus verify")) {
            var connection = session.connection();
            var journal = Journal.of(plan);
            boolean journaled =
                    Journal.installed(connection) && journal.plan(connection).isPresent();
            progress.accept("catalogs");
            var catalog = CatalogReader.read(
                    connection, ReadOptions.all().withSchemas(plan.options().schemas()));
            Statement.in("verify", "session").run(connection, Map.of());
            var tables = tables(plan);
            var checks = new ArrayList<Verification.Check>();
            checks.add(new OperationsCheck(connection, plan).run());
            checks.add(PlacementCheck.of(plan, catalog));
            progress.accept("constraints on every node");
            checks.add(new ConstraintsCheck(connection, plan, catalog, tables).run());
            progress.accept("grants on every node");
            checks.add(new GrantsCheck(connection, catalog, tables).run());
            checks.add(new SequencesCheck(connection, catalog, tables).run());
            if (options.rows()) {
                checks.add(new KeysCheck(connection, plan, catalog).run());
            }
            if (journaled) {
                checks.add(FactsCheck.of(plan, journal.facts(connection), catalog));
                if (options.rows()) {
                    progress.accept("rows");
                    checks.add(new RowsCheck(connection, plan, journal, options.quiet(), progress).run());
                }
            }
            String workload = options.workload();
            if (workload != null || options.captured()) {
                Statement.in("verify", "schemas").run(connection, Map.of("path", path(plan)));
            }
            if (workload != null) {
                progress.accept("workload");
                checks.add(new WorkloadCheck(connection, workload).run());
            }
            if (options.captured()) {
                progress.accept("captured workload");
                checks.add(new CapturedCheck(connection, plan).run());
            }
            return new Verification(List.copyOf(checks));
        } catch (SQLException e) {
            throw new CitusException(
                    CATALOG_UNREADABLE,
                    "the server refused what verifying asked (SQLSTATE " + e.getSQLState() + "): " + e.getMessage(),
                    e);
        }
    }

    /** The application's statements may name tables without a schema: those of the plan are looked for first. */
    private static String path(Plan plan) {
        return Stream.of(
                        plan.tables().stream().map(fate -> fate.table().schema()),
                        Applier.tables(plan).stream().map(QualifiedName::schema),
                        Stream.of("public", "pg_temp"))
                .flatMap(schemas -> schemas)
                .distinct()
                .map(Identifier::quoted)
                .collect(joining(", "));
    }

    /** Those that the plan changes and those that it gives a fate. */
    private static Set<QualifiedName> tables(Plan plan) {
        var tables = new TreeSet<>(Applier.tables(plan));
        plan.tables().stream()
                .filter(fate -> PlacementCheck.moved(fate.fate()))
                .forEach(fate -> tables.add(fate.table()));
        return tables;
    }
}

package dev.penstock.citus.apply;

import static dev.penstock.citus.failure.CitusErrorCode.GATE_CLOSED;
import static dev.penstock.citus.failure.CitusErrorCode.OPERATION_FAILED;
import static dev.penstock.citus.failure.CitusErrorCode.PREFLIGHT_FAILED;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.journal.Digests;
import dev.penstock.citus.journal.Facts;
import dev.penstock.citus.journal.Journal;
import dev.penstock.citus.journal.Moment;
import dev.penstock.citus.journal.OperationEntry;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Carries out a plan, from wherever it stands. */
public final class Applier {

    private final DataSource coordinator;
    private final Plan plan;
    private final ApplyOptions options;
    private final Watcher watcher;
    private final Connection connection;
    private final Guard guard;
    private final Journal journal;
    private final Digests digests;
    private final Attempts attempts;

    private Applier(
            DataSource coordinator,
            Plan plan,
            ApplyOptions options,
            Watcher watcher,
            Connection connection,
            Guard guard,
            Lookout lookout) {
        this.coordinator = coordinator;
        this.plan = plan;
        this.options = options;
        this.watcher = watcher;
        this.connection = connection;
        this.guard = guard;
        this.journal = Journal.of(plan);
        this.digests = new Digests(journal);
        this.attempts = new Attempts(connection, options, watcher, LockOrder.of(plan), lookout);
    }

    /**
     * Does all that is not done yet.
     *
     * <p>Transaction: its own, on connections of its own. Locks: as each operation says, none waited for longer than {@link
     * ApplyOptions#lockTimeout}. Threads: any, but one at a time in a database. Errors: another apply runs → {@code PEN-6020};
     * something must be mended first → {@code PEN-6021}, which names all of it; an operation waits for a person → {@code
     * PEN-6022}; no lock → {@code PEN-6023}; the server refuses → {@code PEN-6024}; the guard is lost → {@code PEN-6025}; rows
     * would be lost → {@code PEN-6026}, {@code PEN-6027}. After each of them applying again goes on where this stopped. Cost:
     * beside the operations a scan of each table before the first and two around its move.
     *
     * @param coordinator gives connections to the coordinator as a user who may change the tables
     */
    public static void apply(DataSource coordinator, Plan plan, ApplyOptions options, Watcher watcher) {
        try (var guard = Guard.take(coordinator);
                var session = Session.open(coordinator, Session.APPLICATION);
                var lookout = new Lookout(coordinator, session.connection(), watcher)) {
            new Applier(coordinator, plan, options, watcher, session.connection(), guard, lookout).run();
        } catch (SQLException e) {
            throw new CitusException(
                    OPERATION_FAILED,
                    "the server refused (SQLSTATE " + e.getSQLState() + "): " + e.getMessage() + "; apply again when"
                            + " that is mended, it goes on where this stopped",
                    e);
        }
    }

    /**
     * What {@link #apply} would do now, without doing any of it.
     *
     * <p>Errors: those that it would begin with.
     */
    public static Outlook outlook(DataSource coordinator, Plan plan, ApplyOptions options) {
        try (var session = Session.open(coordinator, "penstock citus dry run")) {
            var connection = session.connection();
            var noCitus = Preflight.noCitus(connection);
            if (noCitus.isPresent()) {
                return new Outlook(List.of(noCitus.get()), List.of(), options.mode());
            }
            var catalog = catalog(connection, plan);
            var journal = Journal.of(plan);
            boolean begun = begun(connection, journal);
            var confirmed = new HashSet<>(options.confirmed());
            if (begun) {
                confirmed.addAll(journal.confirmed(connection));
            }
            var recorded = begun ? journal.operations(connection) : Map.<String, OperationEntry>of();
            var steps = new ArrayList<Outlook.Step>();
            for (Operation operation : plan.operations()) {
                if (Outcome.done(connection, plan, operation, recorded)) {
                    steps.add(new Outlook.Step(operation, true, List.of(), List.of(), List.of()));
                    continue;
                }
                boolean reached = steps.stream().allMatch(Outlook.Step::done);
                var course = Course.of(operation, options.mode(), table -> Preflight.distributed(catalog, table));
                steps.add(new Outlook.Step(
                        operation,
                        false,
                        Gates.closed(connection, operation, confirmed, reached).stream()
                                .map(Gates.Closed::ask)
                                .toList(),
                        course.sql(),
                        course.locks()));
            }
            return new Outlook(
                    Preflight.obstacles(connection, plan, catalog, options, begun), List.copyOf(steps), options.mode());
        } catch (SQLException e) {
            throw new CitusException(
                    OPERATION_FAILED, "the server refused (SQLSTATE " + e.getSQLState() + "): " + e.getMessage(), e);
        }
    }

    private void run() throws SQLException {
        // Before anything else: what follows asks for what only Citus has, and for the schemas of the plan.
        refuse(Preflight.noCitus(connection).stream().toList());
        int ended = guard.endPredecessors(connection);
        if (ended > 0) {
            watcher.remarked("ended " + ended + " session(s) that a killed apply left running");
        }
        var catalog = catalog(connection, plan);
        boolean begun = begun(connection, journal);
        refuse(Preflight.obstacles(connection, plan, catalog, options, begun));
        Journal.install(connection);
        journal.begin(connection, options.mode().name().toLowerCase(java.util.Locale.ROOT));
        for (String gate : options.confirmed()) {
            journal.confirm(connection, gate);
        }
        if (!begun) {
            record(catalog);
        }
        operations();
        journal.finished(connection);
    }

    private static void refuse(List<Obstacle> obstacles) {
        if (!obstacles.isEmpty()) {
            throw new CitusException(
                    PREFLIGHT_FAILED,
                    obstacles.size() + " thing(s) to mend before the plan can be applied:\n"
                            + obstacles.stream().map(each -> "  - " + each).collect(Collectors.joining("\n")));
        }
    }

    /** Whether what was there before is written down, so that operations may have run. */
    private static boolean begun(Connection connection, Journal journal) throws SQLException {
        return Journal.installed(connection)
                && journal.plan(connection)
                        .filter(entry -> entry.recordedAt() != null)
                        .isPresent();
    }

    private void operations() throws SQLException {
        var left = new ArrayList<Operation>();
        var recorded = journal.operations(connection);
        for (Operation operation : plan.operations()) {
            if (!Outcome.done(connection, plan, operation, recorded)) {
                left.add(operation);
            }
        }
        watcher.planned(plan.operations().size(), left.size());
        for (Operation operation : plan.operations()) {
            guard.check();
            watcher.began(operation);
            if (Outcome.done(connection, plan, operation, recorded)) {
                journal.done(connection, operation.id());
                watcher.finished(operation, true);
            } else {
                carryOut(operation);
                watcher.finished(operation, false);
            }
        }
    }

    private void carryOut(Operation operation) throws SQLException {
        var confirmed = journal.confirmed(connection);
        var closed = Gates.closed(connection, operation, confirmed, true);
        if (!closed.isEmpty()) {
            throw new CitusException(
                    GATE_CLOSED,
                    "operation " + operation.id() + " waits: "
                            + closed.stream().map(Gates.Closed::ask).collect(Collectors.joining("; ")));
        }
        Gates.passed(connection, journal, operation, confirmed);
        journal.started(connection, operation.id());
        try {
            work(operation);
            if (!Outcome.probed(connection, operation)) {
                throw new CitusException(
                        OPERATION_FAILED,
                        "operation " + operation.id() + " was carried out, but its probe says that it is not done: "
                                + operation.probe());
            }
            journal.done(connection, operation.id());
        } catch (SQLException e) {
            var failure = new CitusException(
                    OPERATION_FAILED,
                    "operation " + operation.id() + " (" + operation.title() + ") was refused (SQLSTATE "
                            + e.getSQLState() + "): " + e.getMessage()
                            + "; mend that and apply again, it goes on with this operation",
                    e);
            failed(operation, failure);
            throw failure;
        } catch (CitusException e) {
            failed(operation, e);
            throw e;
        }
    }

    private void failed(Operation operation, CitusException failure) {
        try {
            if (!connection.isClosed()) {
                journal.failed(connection, operation.id(), String.valueOf(failure.getMessage()));
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private void work(Operation operation) throws SQLException {
        switch (operation.work()) {
            case Work.Statements statements ->
                new StatementRunner(connection, attempts, options, watcher).run(operation, statements);
            case Work.Batches batches ->
                new Batcher(connection, journal, attempts, options, watcher, guard).run(operation, batches);
            case Work.Quarantine quarantine ->
                new StatementRunner(connection, attempts, options, watcher).run(operation, quarantine);
            case Work.Distribute distribute ->
                new Mover(
                                connection,
                                digests,
                                attempts,
                                options,
                                watcher,
                                new Online(coordinator, connection, journal, digests, attempts, options, watcher))
                        .run(operation, distribute);
        }
    }

    /** What was there before, while it is still all there. */
    private void record(Catalog catalog) throws SQLException {
        var tables = tables(plan);
        attempts.once(() -> {
            journal.record(connection, Facts.of(catalog, tables));
            for (QualifiedName table : tables) {
                var columns = Digests.columns(connection, table);
                if (!columns.isEmpty()) {
                    String tenant = plan.options().column();
                    digests.take(connection, Moment.START, table, columns, columns.contains(tenant) ? tenant : null);
                }
            }
            journal.recorded(connection);
        });
    }

    /** The tables that the plan changes, as they are named before. */
    public static List<QualifiedName> tables(Plan plan) {
        return plan.operations().stream()
                .flatMap(operation -> operation.tables().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static Catalog catalog(Connection connection, Plan plan) {
        return CatalogReader.read(
                connection, ReadOptions.all().withSchemas(plan.options().schemas()));
    }
}

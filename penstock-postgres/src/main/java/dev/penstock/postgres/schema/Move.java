package dev.penstock.postgres.schema;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.pool.Backoff;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.postgres.sql.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Moves an installation that has runs from one PostgreSQL to the shards of the Citus cluster that it has become the
 * coordinator of, while its workers go on; the package note says how. Every step looks at what is there, so whoever
 * carries it out again after the process died goes on where that was.
 */
public final class Move {

    private static final int FEW_CHANGES = 200;
    private static final int MANY_CHANGES = 10_000;
    private static final int ROUNDS_MAX = 50;
    private static final String FOLDER = "/dev/penstock/postgres/schema/";

    private final Connection connection;
    private final TenantType tenantType;
    private final Statements statements;
    private final Distribution distribution;
    private final Twins twins;
    private final MoveOptions options;
    private final MoveWatcher watcher;

    /** Uses the connection, which is in autocommit before and after, and does not close it. */
    public Move(Connection connection, TenantType tenantType, MoveOptions options, MoveWatcher watcher) {
        this.connection = connection;
        this.tenantType = tenantType;
        this.statements = new Statements(tenantType);
        this.distribution = new Distribution(connection, tenantType, watcher::said);
        this.twins = new Twins(connection, statements, tenantType);
        this.options = options;
        this.watcher = watcher;
    }

    /** How far it is, by what is there. */
    private record Stage(boolean begun, boolean twins, boolean watched, boolean swapped) {}

    private Stage stage() throws SQLException {
        try (var look = statements.statement("move/stage").on(connection);
                var row = look.query()) {
            row.next();
            return new Stage(
                    row.getBoolean("begun"),
                    row.getBoolean("twins"),
                    row.getBoolean("watched"),
                    row.getBoolean("swapped"));
        }
    }

    /** Whether there are runs that are not on shards, or a move has not come to its end. */
    public boolean isNeeded() throws SQLException {
        return distribution.onCitus() && (stage().begun() || distribution.awaitsMove());
    }

    /**
     * Carries it out from wherever it stands.
     *
     * @param anchor as in {@link Distribution#distribute}
     *
     * <p>Errors: something else rests on the tables, the locks were not to be had, or the tables do not change places fast
     * enough → {@code PEN-3010}, and calling again goes on; the anchor → {@code PEN-3011}; the cluster → {@code
     * PEN-3012}; rows are missing on the shards → {@code PEN-3013}.
     */
    public void carryOut(@Nullable String anchor) throws SQLException {
        distribution.requireReady();
        alone(() -> {
            if (!stage().swapped()) {
                prepare(anchor);
                copy();
                swap();
            }
            distribution.distribute(anchor);
            for (var other : twins.others()) {
                underLock(
                        "emptying penstock." + other + " on the coordinator",
                        () -> inTransaction(() -> {
                            patientForLocks();
                            distribution.empty("penstock." + other);
                        }));
            }
            check();
            inTransaction(() -> statement(script("move_end.sql")));
            watcher.said("removed what was left on the coordinator");
        });
    }

    /**
     * Takes back what has been prepared; runs stay where they are.
     *
     * <p>Errors: the tables have changed places already → {@code PEN-3010}.
     */
    public void abandon() throws SQLException {
        if (!distribution.onCitus() || !stage().begun()) {
            watcher.said("there is no move to take back");
            return;
        }
        distribution.requireReady();
        alone(() -> {
            if (stage().swapped()) {
                throw new PenstockException(
                        ErrorCode.SCHEMA_NOT_DISTRIBUTED,
                        "the runs are on their shards already, and new ones with them; run 'penstock schema upgrade' to"
                                + " come to the end of the move");
            }
            underLock(
                    "taking the move back",
                    () -> inTransaction(() -> {
                        patientForLocks();
                        statement(script("move_unwatch.sql"));
                        sequentially();
                        statement(script("move_end.sql"));
                    }));
            watcher.said("took the move back; the runs are where they were");
        });
    }

    private void prepare(@Nullable String anchor) throws SQLException {
        var dependents = twins.dependents();
        if (!dependents.isEmpty()) {
            throw new PenstockException(
                    ErrorCode.SCHEMA_NOT_DISTRIBUTED,
                    "the runs cannot be moved while this rests on their tables: " + String.join(", ", dependents)
                            + "; drop it, run this again, and create it again afterwards");
        }
        if (!stage().begun()) {
            watcher.said("preparing the shards");
            inTransaction(() -> {
                sequentially();
                statement(script("move.sql"));
                twins.begin();
                for (var definition : twins.definitions()) {
                    statement(definition);
                }
                var tables = twins.tables();
                for (var table : tables) {
                    boolean first = table.equals(tables.getFirst());
                    distribution.distribute(
                            "penstock_move." + table,
                            first ? anchor == null ? "none" : anchor : "penstock_move." + tables.getFirst());
                }
            });
        }
        // In a transaction of its own: nodes are told of functions over connections that do not see what is
        // uncommitted.
        inTransaction(() -> {
            sequentially();
            for (var function : twins.functions()) {
                statement(function);
            }
        });
        if (!stage().watched()) {
            underLock(
                    "watching the runs",
                    () -> inTransaction(() -> {
                        patientForLocks();
                        statement(script("move_watch.sql"));
                    }));
        }
    }

    private void copy() throws SQLException {
        watcher.said("copying the runs that are not running");
        boolean more = true;
        while (more) {
            more = inTransaction(() -> {
                cheaplyLookedUp();
                return twins.copyNext(options.batch());
            });
            var progress = twins.progress();
            watcher.copied(progress.copied(), more ? Math.max(progress.copied(), progress.runs()) : progress.copied());
        }
    }

    /** Until few are left, or as good as can be had under the load. */
    private void settle() throws SQLException {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            int changes = inTransaction(() -> {
                cheaplyLookedUp();
                return twins.settle(MANY_CHANGES);
            });
            if (changes < FEW_CHANGES) {
                return;
            }
        }
    }

    private void swap() throws SQLException {
        watcher.said("letting the tables change places");
        underLock("letting the tables change places", () -> {
            settle();
            long begun = System.nanoTime();
            inTransaction(() -> {
                var budget = new Budget(begun + options.stall().toNanos());
                sequentially();
                cheaplyLookedUp();
                patientForLocks();
                lock();
                budget.check("after the locks");
                while (twins.settle(MANY_CHANGES) > 0) {
                    budget.check("while late changes were copied");
                }
                twins.copyRunning();
                budget.check("after running runs were copied");
                for (var table : twins.tables()) {
                    statement(twins.of("move/give_way", table).text());
                    statement(twins.of("move/take_place", table).text());
                }
                budget.check("after the tables had changed places");
                distribution.distributeBesideRuns();
                twins.spreadLeases();
                budget.check("before the commit");
            });
            watcher.swapped(Duration.ofNanos(System.nanoTime() - begun));
        });
    }

    /**
     * Nobody writes from here to the end of the transaction. Those that everybody looks into first, in which a mode that
     * lets readers pass suffices; then the runs, since nobody goes from another table of theirs to the runs.
     */
    private void lock() throws SQLException {
        var others = twins.others();
        if (!others.isEmpty()) {
            statement("lock table " + qualified(others) + " in exclusive mode");
        }
        statement("lock table " + qualified(twins.tables()) + " in access exclusive mode");
    }

    private static String qualified(List<String> tables) {
        return tables.stream().map(table -> "penstock." + table).collect(Collectors.joining(", "));
    }

    private void check() throws SQLException {
        watcher.said("comparing what was with what is on the shards");
        var check = new MoveCheck(connection, statements);
        var tables = new ArrayList<>(twins.tables());
        var after = twins.lowest();
        while (after != null) {
            var from = after;
            after = inTransaction(() -> {
                // What is compared is text, which depends on them, on every node.
                statement("set local citus.propagate_set_commands = 'local'");
                statement("set local timezone = 'UTC'");
                cheaplyLookedUp();
                return check.part(from, options.batch(), tables);
            });
        }
    }

    private void alone(Transaction.Step step) throws SQLException {
        try (var lock = statements.statement("move/lock").on(connection)) {
            if (!Boolean.TRUE.equals(lock.value(Boolean.class))) {
                throw new PenstockException(
                        ErrorCode.SCHEMA_NOT_DISTRIBUTED,
                        "another process changes the schema; wait until it has ended, or, if it was killed just now,"
                                + " until the database has noticed");
            }
        }
        try {
            step.carryOut();
        } finally {
            try (var unlock = statements.statement("move/unlock").on(connection)) {
                unlock.query().close();
            }
        }
    }

    /** Again and again while others hold the locks that it needs, or it takes too long. */
    private void underLock(String what, Transaction.Step step) throws SQLException {
        var backoff = new Backoff(options.patience());
        for (int attempt = 1; ; attempt++) {
            String why;
            try {
                step.carryOut();
                return;
            } catch (SQLException refused) {
                var trouble = Trouble.of(refused);
                if (trouble != Trouble.LOCKED && trouble != Trouble.RETRY) {
                    throw refused;
                }
                why = Trouble.reason(refused);
            } catch (TooLong late) {
                why = late.where();
            }
            watcher.said(what + ": attempt " + attempt + " given up (" + why + ")");
            if (!backoff.pause()) {
                throw new PenstockException(
                        ErrorCode.SCHEMA_NOT_DISTRIBUTED,
                        what + " was given up for " + options.patience().toSeconds() + " s (" + why
                                + "); nothing has changed places, and running this again goes on. Run it when less is"
                                + " going on, or let writers wait for longer");
            }
        }
    }

    private void inTransaction(Transaction.Step step) throws SQLException {
        Transaction.on(connection, step);
    }

    private <T extends @Nullable Object> T inTransaction(Transaction.Work<T> work) throws SQLException {
        return Transaction.find(connection, work);
    }

    /** So that all of it can be one transaction. */
    private void sequentially() throws SQLException {
        statement(statements.statement("schema/sequential").text());
    }

    /** By their keys, whatever the statistics of tables that grow or shrink fast may say. */
    private void cheaplyLookedUp() throws SQLException {
        statement("set local enable_seqscan = off");
        statement("set local enable_hashjoin = off");
        statement("set local enable_mergejoin = off");
    }

    private void patientForLocks() throws SQLException {
        statement("set local lock_timeout = " + options.lockTimeout().toMillis());
    }

    private String script(String file) {
        return tenantType.resolve(Statements.resource(FOLDER + file));
    }

    private void statement(String text) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    /** How long writers may wait. */
    private record Budget(long end) {
        void check(String where) {
            if (System.nanoTime() > end) {
                throw new TooLong(where);
            }
        }
    }

    private static final class TooLong extends RuntimeException {
        private final String where;

        TooLong(String where) {
            super(where);
            this.where = where;
        }

        String where() {
            return "writers had waited long enough " + where;
        }
    }
}

package dev.penstock.citus.lint.trace;

import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.failure.ServerMessage;
import dev.penstock.citus.lint.known.TableName;
import dev.penstock.citus.lint.rule.Migration;
import dev.penstock.citus.lint.rule.Outside;
import dev.penstock.citus.lint.rule.Step;
import dev.penstock.citus.lint.trace.Seen.Change;
import dev.penstock.citus.lint.trace.Seen.Locking;
import dev.penstock.citus.lint.trace.Seen.Manner;
import dev.penstock.citus.lint.trace.Seen.Outcome;
import dev.penstock.citus.lint.trace.Seen.Refusal;
import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.Token;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs migrations one statement after the other and looks at the cluster after each.
 *
 * <p>A file that Flyway would run in one transaction runs in one; of any other file each statement has its own, but for those
 * between BEGIN and COMMIT.
 */
final class Tracer {

    private static final String IN_TRANSACTION_BLOCK = "25001";
    private static final String CHECK_VIOLATION = "23514";

    private final Connection session;
    private final Observer observer;
    private final List<Seen> seen = new ArrayList<>();
    private final int pid;

    private State state = new State(Map.of(), Map.of());
    /** What the file found. */
    private Set<Stored> existing = Set.of();

    private Locks held = Locks.NONE;
    /** Where the open transaction's statements begin in {@link #seen}; -1 when none is open. */
    private int open = -1;

    private @Nullable String stopped;

    Tracer(Connection session, Observer observer) throws SQLException {
        this.session = session;
        this.observer = observer;
        this.pid = facts().pid();
    }

    Trace trace(List<Migration> migrations) throws SQLException {
        State start = observer.state();
        state = start;
        for (var migration : migrations) {
            file(migration);
        }
        blame(observer.state().leftSince(start));
        return new Trace(seen);
    }

    private void file(Migration migration) throws SQLException {
        existing = Set.copyOf(state.files().keySet());
        boolean whole = migration.inOneTransaction();
        var statements = migration.steps().stream()
                .filter(step -> step.where() == Step.Where.FILE && !step.nested())
                .map(Step::statement)
                .toList();
        for (int i = 0; i < statements.size(); i++) {
            if (stopped != null) {
                seen.add(Seen.notRun(migration.path(), statements.get(i), stopped));
                return;
            }
            var piece = migration.script().pieces().get(i);
            statement(migration, statements.get(i), migration.script().text().at(piece.span()), whole);
        }
        if (open >= 0) {
            commit();
        }
    }

    private void statement(Migration migration, Statement statement, String sql, boolean whole) throws SQLException {
        String cannot = cannotRun(statement);
        if (cannot != null) {
            seen.add(Seen.notRun(migration.path(), statement, cannot));
        } else if (statement instanceof Statement.Transaction transaction
                && transaction.kind() != Statement.Transaction.Kind.OTHER) {
            control(transaction);
        } else if (!(statement instanceof Statement.Other other && other.verb().equals("set transaction"))) {
            if (whole && open < 0) {
                begin();
            }
            run(migration, statement, sql);
        }
    }

    private static @Nullable String cannotRun(Statement statement) {
        if (statement instanceof Statement.MetaCommand) {
            return "only psql knows this command";
        }
        if (statement instanceof Statement.Copy) {
            return "COPY moves rows that are not in the statement";
        }
        boolean broken = statement.tokens().stream().anyMatch(token -> token.kind() == Token.Kind.BROKEN);
        return broken ? "it does not end" : null;
    }

    private void control(Statement.Transaction transaction) throws SQLException {
        switch (transaction.kind()) {
            case BEGIN -> {
                if (open < 0) {
                    begin();
                }
            }
            case COMMIT -> {
                if (open >= 0) {
                    commit();
                }
            }
            default -> rollback();
        }
    }

    private void begin() throws SQLException {
        session.setAutoCommit(false);
        open = seen.size();
        held = Locks.NONE;
    }

    private void run(Migration migration, Statement statement, String sql) throws SQLException {
        boolean alone = open < 0;
        if (alone && Outside.needed(statement)) {
            outside(migration, statement, sql);
            return;
        }
        if (alone) {
            begin();
        }
        boolean bounded = facts().lockTimeout();
        State before = Observer.stateSeenBy(session);
        long start = System.nanoTime();
        List<String> failures;
        try {
            failures = Execution.of(session, sql);
        } catch (SQLException e) {
            rollback();
            if (alone && IN_TRANSACTION_BLOCK.equals(e.getSQLState())) {
                outside(migration, statement, sql);
            } else {
                refused(migration, statement, alone ? Manner.ALONE : Manner.IN_TRANSACTION, bounded, e, start);
            }
            return;
        }
        var took = since(start);
        Locks now = observer.locks();
        seen.add(new Seen(
                migration.path(),
                statement,
                alone ? Manner.ALONE : Manner.IN_TRANSACTION,
                new Locking(now.since(held).on(existing), held.on(existing), bounded, 1),
                new Change(
                        rewritten(statement, Observer.stateSeenBy(session).rewrittenSince(before)), List.of(), false),
                new Outcome(null, failures, null, took)));
        held = now;
        if (alone) {
            commit();
        }
    }

    /** Looks again and again for as long as the statement runs. */
    private void outside(Migration migration, Statement statement, String sql) throws SQLException {
        boolean bounded = facts().lockTimeout();
        long start = System.nanoTime();
        var task = new FutureTask<>(() -> Execution.of(session, sql));
        Thread.ofPlatform().daemon().name("penstock-trace").start(task);
        Locks all = Locks.NONE;
        int samples = 0;
        do {
            all = all.or(observer.locks());
            samples++;
        } while (!task.isDone());
        var locking = new Locking(all.on(existing), List.of(), bounded, samples);
        Refusal refusal = null;
        List<String> failures = List.of();
        try {
            failures = task.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof SQLException refused)) {
                throw new IllegalStateException(e);
            }
            refusal = refusal(refused);
            stop(refusal);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a statement ran", e);
        }
        State before = state;
        state = observer.state();
        seen.add(new Seen(
                migration.path(),
                statement,
                Manner.OUTSIDE,
                locking,
                new Change(rewritten(statement, state.rewrittenSince(before)), List.of(), false),
                new Outcome(refusal, failures, null, since(start))));
    }

    private void commit() throws SQLException {
        var preparedBefore = observer.prepared(pid);
        int first = open;
        open = -1;
        try {
            session.commit();
        } catch (SQLException e) {
            var refusal = refusal(e);
            stop(refusal);
            if (first < seen.size()) {
                var last = seen.removeLast();
                seen.add(last.with(new Outcome(
                        refusal, last.outcome().failures(), null, last.outcome().took())));
            }
        }
        session.setAutoCommit(true);
        var prepared = new HashSet<>(observer.prepared(pid));
        prepared.removeAll(preparedBefore);
        State before = state;
        state = observer.state();
        settle(first, state.rewrittenSince(before), !prepared.isEmpty());
    }

    /** What only the end of a transaction shows is said of its statements. */
    private void settle(int first, Set<TableName> rewritten, boolean twoPhase) {
        for (int i = first; i < seen.size(); i++) {
            var each = seen.get(i);
            var here = new HashSet<>(each.change().rewritten());
            for (var table : rewritten) {
                boolean locked = each.locking().taken().stream()
                        .anyMatch(lock -> lock.table().equals(table) && lock.mode() == LockMode.ACCESS_EXCLUSIVE);
                if (locked && !empties(each.statement()) && nobody(first, table)) {
                    here.add(table);
                }
            }
            seen.set(i, each.with(new Change(Set.copyOf(here), List.of(), twoPhase)));
        }
    }

    private boolean nobody(int first, TableName table) {
        return seen.subList(first, seen.size()).stream()
                .noneMatch(each -> each.change().rewritten().contains(table));
    }

    private void rollback() throws SQLException {
        if (open < 0) {
            return;
        }
        session.rollback();
        session.setAutoCommit(true);
        open = -1;
        held = Locks.NONE;
    }

    private void refused(
            Migration migration, Statement statement, Manner manner, boolean bounded, SQLException e, long start) {
        var refusal = refusal(e);
        stop(refusal);
        seen.add(new Seen(
                migration.path(),
                statement,
                manner,
                new Locking(List.of(), List.of(), bounded, 0),
                Change.NONE,
                new Outcome(refusal, List.of(), null, since(start))));
    }

    private void stop(Refusal refusal) {
        stopped = "neither this statement nor those after it were run, for the server had refused one: "
                + refusal.message();
    }

    private Set<TableName> rewritten(Statement statement, Set<TableName> tables) {
        if (empties(statement)) {
            return Set.of();
        }
        var rewritten = new HashSet<>(tables);
        rewritten.removeIf(
                table -> existing.stream().noneMatch(stored -> stored.table().equals(table)));
        return Set.copyOf(rewritten);
    }

    /** TRUNCATE gives a table a new file too, an empty one. */
    private static boolean empties(Statement statement) {
        return statement instanceof Statement.Truncate
                || Call.in(statement.tokens()).stream()
                        .anyMatch(call -> call.is("truncate_local_data_after_distributing_table"));
    }

    /** Who left something half done: the last statement that names it, or else the last one that ran. */
    private void blame(Map<State.Half, Integer> left) throws SQLException {
        for (var each : left.entrySet()) {
            var half = each.getKey();
            int index = lastThatRan(half.name());
            index = index < 0 ? lastThatRan("") : index;
            if (index >= 0) {
                var change = seen.get(index).change();
                var all = new ArrayList<>(change.left());
                all.add(new Leftover(half.table(), half.kind(), half.name(), each.getValue(), violated(half)));
                seen.set(
                        index,
                        seen.get(index).with(new Change(change.rewritten(), List.copyOf(all), change.twoPhase())));
            }
        }
    }

    private int lastThatRan(String naming) {
        for (int i = seen.size() - 1; i >= 0; i--) {
            if (seen.get(i).ran() && seen.get(i).statement().tokens().toString().contains(naming)) {
                return i;
            }
        }
        return -1;
    }

    private boolean violated(State.Half half) throws SQLException {
        if (half.kind() != Leftover.Kind.CHECK) {
            return false;
        }
        var text = dev.penstock.citus.catalog.Statement.in("lint", "validate")
                .text()
                .replace(
                        "{table}",
                        Identifier.quoted(half.table().schema()) + "."
                                + Identifier.quoted(half.table().name()))
                .replace("{constraint}", Identifier.quoted(half.name()));
        session.setAutoCommit(false);
        try {
            Execution.of(session, text);
            return false;
        } catch (SQLException e) {
            return CHECK_VIOLATION.equals(e.getSQLState());
        } finally {
            session.rollback();
            session.setAutoCommit(true);
        }
    }

    private Facts facts() throws SQLException {
        return dev.penstock.citus.catalog.Statement.in("lint", "session_facts")
                .rows(session, Facts.class, Map.of())
                .getFirst();
    }

    /** The server's sentence: without its severity, and without the lines that say where in the statement. */
    private static Refusal refusal(SQLException e) {
        String message = ServerMessage.firstLine(e);
        return new Refusal(String.valueOf(e.getSQLState()), message.replaceFirst("^[A-Z]+: ", ""));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    record Facts(boolean lockTimeout, int pid) {}
}

package dev.penstock.citus.apply;

import static dev.penstock.citus.failure.CitusErrorCode.ROWS_DIFFER;

import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.journal.Digests;
import dev.penstock.citus.journal.Moment;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Work.Distribute;
import dev.penstock.citus.plan.Work.ForeignKey;
import dev.penstock.citus.plan.Work.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses how the tables of a component move, and moves those that have not. */
final class Mover {

    private final Connection connection;
    private final Digests digests;
    private final Attempts attempts;
    private final ApplyOptions options;
    private final Watcher watcher;
    private final Online online;

    Mover(
            Connection connection,
            Digests digests,
            Attempts attempts,
            ApplyOptions options,
            Watcher watcher,
            Online online) {
        this.connection = connection;
        this.digests = digests;
        this.attempts = attempts;
        this.options = options;
        this.watcher = watcher;
        this.online = online;
    }

    void run(Operation operation, Distribute work) throws SQLException {
        if (together(work, options.mode()) && !someMoved(work)) {
            attempts.transaction(operation, Latch.moving(work), () -> together(operation, work));
        } else {
            oneByOne(operation, work);
        }
    }

    /** Whether all tables move in one transaction, unless some have moved already. */
    static boolean together(Distribute work, ApplyOptions.Mode mode) {
        return mode == ApplyOptions.Mode.BLOCKING
                || !(work.apart() || work.tables().stream().anyMatch(target -> goesOnline(target, mode)));
    }

    /** Whether the table is written while it moves. */
    static boolean goesOnline(Target target, ApplyOptions.Mode mode) {
        return mode == ApplyOptions.Mode.ONLINE && target.online() != null && target.preferOnline();
    }

    /** In the transaction of the caller. */
    private void together(Operation operation, Distribute work) throws SQLException {
        Answers.run(connection, work.before());
        Answers.run(
                connection, work.foreignKeys().stream().map(ForeignKey::drop).toList());
        move(operation, work.tables());
        for (ForeignKey key : work.foreignKeys()) {
            Answers.run(connection, work.adding(key));
        }
        Answers.run(connection, work.after());
    }

    private void oneByOne(Operation operation, Distribute work) throws SQLException {
        // Once a table has moved all of this is done, and Citus refuses to drop a trigger even where there is none.
        if (!someMoved(work)) {
            for (String sql : work.before()) {
                attempts.transaction(operation, () -> Answers.run(connection, List.of(sql)));
            }
        }
        int done = 0;
        for (Target target : work.tables()) {
            watcher.advanced(
                    operation,
                    done++,
                    (long) work.tables().size(),
                    target.table().quoted());
            boolean moves = !moved(target.table());
            boolean copied = moves && goesOnline(target, options.mode());
            if (moves) {
                var away = work.around(target.table()).toList();
                if (copied) {
                    online.move(operation, target, away);
                } else {
                    attempts.transaction(operation, Latch.moving(List.of(target.table()), away), () -> {
                        Answers.run(
                                connection, away.stream().map(ForeignKey::drop).toList());
                        move(operation, List.of(target));
                        for (ForeignKey key : back(work, target.table())) {
                            Answers.run(connection, work.adding(key));
                        }
                    });
                }
            }
            online.restore(operation, target);
            for (ForeignKey key : back(work, null)) {
                attempts.transaction(operation, Latch.adding(key), () -> Answers.run(connection, work.adding(key)));
            }
            if (copied) {
                online.compare(target);
            }
        }
        sweep(operation, work);
        attempts.transaction(operation, () -> Answers.run(connection, work.after()));
    }

    /** Rows whose parents went while the foreign key was away. It is back, so there will be no more of them. */
    private void sweep(Operation operation, Distribute work) throws SQLException {
        for (ForeignKey key : work.foreignKeys()) {
            long orphans = Answers.number(connection, key.orphans());
            String sweep = key.sweep();
            if (orphans > 0 && sweep != null) {
                attempts.transaction(operation, () -> Answers.run(connection, List.of(sweep)));
                watcher.remarked(
                        orphans + " row(s) of " + key.table() + " lost what they referred to while foreign key "
                                + key.name() + " was away, and were swept up as it would have done");
            } else if (orphans > 0 && key.validate() != null) {
                watcher.remarked(orphans + " row(s) of " + key.table() + " refer to nothing: foreign key " + key.name()
                        + " was away, and would have refused to let go of what they referred to");
            }
        }
    }

    /** Distributes locked tables, and empties what is left of them once their rows have been counted on both sides. */
    private void move(Operation operation, List<Target> targets) throws SQLException {
        for (Target target : targets) {
            digests.take(connection, Moment.MOVING, target.table(), target.column());
        }
        for (Target target : targets) {
            Answers.run(connection, List.of(target.blocking()));
        }
        var proven = new HashSet<QualifiedName>();
        for (Target target : targets) {
            digests.take(connection, Moment.MOVED, target.table(), target.column());
            var difference = digests.difference(connection, target.table(), Moment.MOVING, Moment.MOVED);
            if (!difference.none()) {
                throw new CitusException(
                        ROWS_DIFFER,
                        target.table() + " would not be the same in its shards: " + difference
                                + "; everything of operation " + operation.id() + " was taken back");
            }
            proven.add(target.table());
        }
        for (Target target : targets.reversed()) {
            Remains.truncate(connection, target.table(), proven);
        }
    }

    /**
     * Foreign keys that are away and whose tables have both moved, or were not to.
     *
     * @param around only those that lead from this table or to it; null for all
     */
    private List<ForeignKey> back(Distribute work, @Nullable QualifiedName around) throws SQLException {
        Set<QualifiedName> still = new HashSet<>();
        for (Target target : work.tables()) {
            if (!moved(target.table())) {
                still.add(target.table());
            }
        }
        var back = new ArrayList<ForeignKey>();
        var keys = around == null ? work.foreignKeys() : work.around(around).toList();
        for (ForeignKey key : keys) {
            if (!still.contains(key.table()) && !still.contains(key.referenced()) && !exists(connection, key)) {
                back.add(key);
            }
        }
        return back;
    }

    private boolean someMoved(Distribute work) throws SQLException {
        for (Target target : work.tables()) {
            if (moved(target.table())) {
                return true;
            }
        }
        return false;
    }

    private boolean moved(QualifiedName table) {
        return CatalogReader.distributionOf(connection, table).distributed();
    }

    static boolean exists(Connection connection, ForeignKey key) throws SQLException {
        return there(connection, key).exists();
    }

    /** Whether the key is there, by its name. */
    static There there(Connection connection, ForeignKey key) throws SQLException {
        return Statement.in("apply", "foreign_key")
                .rows(
                        connection,
                        There.class,
                        Map.of(
                                "constraint",
                                key.name(),
                                "schema",
                                key.table().schema(),
                                "name",
                                key.table().name()))
                .getFirst();
    }

    record There(boolean exists, boolean validated) {}
}

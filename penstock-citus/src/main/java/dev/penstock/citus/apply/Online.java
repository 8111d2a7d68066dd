package dev.penstock.citus.apply;

import static java.util.Objects.requireNonNull;

import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.DistributionState;
import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.journal.Digests;
import dev.penstock.citus.journal.Fact;
import dev.penstock.citus.journal.Facts;
import dev.penstock.citus.journal.Journal;
import dev.penstock.citus.journal.Moment;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Work.ForeignKey;
import dev.penstock.citus.plan.Work.Identity;
import dev.penstock.citus.plan.Work.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Moves a table while it is written, and mends what that leaves behind when it fails and loses when it succeeds. */
final class Online {

    private final DataSource coordinator;
    private final Connection connection;
    private final Journal journal;
    private final Digests digests;
    private final Attempts attempts;
    private final ApplyOptions options;
    private final Watcher watcher;

    Online(
            DataSource coordinator,
            Connection connection,
            Journal journal,
            Digests digests,
            Attempts attempts,
            ApplyOptions options,
            Watcher watcher) {
        this.coordinator = coordinator;
        this.connection = connection;
        this.journal = journal;
        this.digests = digests;
        this.attempts = attempts;
        this.options = options;
        this.watcher = watcher;
    }

    /** @param away foreign keys that the copy is not made with */
    void move(Operation operation, Target target, List<ForeignKey> away) throws SQLException {
        cleanUp();
        remember(target);
        setSequences(target);
        attempts.once(() -> digests.take(connection, Moment.MOVING, target.table(), target.column()));
        for (ForeignKey key : away) {
            attempts.transaction(
                    operation,
                    Latch.moving(List.of(), List.of(key)),
                    () -> Answers.run(connection, List.of(key.drop())));
        }
        try (var ignored = SequenceKeeper.start(coordinator, remembered(target))) {
            attempts.alone(operation, options.lockTimeout(), () -> {
                try {
                    Answers.run(connection, List.of(requireNonNull(target.online())));
                } catch (SQLException e) {
                    mend(target, e);
                    throw e;
                }
            });
        } catch (SQLException e) {
            putBack(operation, target, away, e);
            throw e;
        }
    }

    /** Tells what was written while it moved. It reads the whole table, so all that the application may miss is back before. */
    void compare(Target target) throws SQLException {
        attempts.once(() -> digests.take(connection, Moment.MOVED, target.table(), target.column()));
        var difference = digests.difference(connection, target.table(), Moment.MOVING, Moment.MOVED);
        if (!difference.none()) {
            watcher.remarked(target.table() + " was written while it moved: " + difference);
        }
    }

    /** What the move lost or reset; running it again does no harm. */
    void restore(Operation operation, Target target) throws SQLException {
        setSequences(target);
        if (!target.restore().isEmpty()) {
            attempts.transaction(operation, () -> Answers.run(connection, target.restore()));
        }
    }

    /** Whatever failed or was killed before: slots, publications and shards that nobody uses. */
    private void cleanUp() throws SQLException {
        var orphans = Statement.in("apply", "orphans")
                .rows(connection, Orphans.class, Map.of())
                .getFirst();
        if (orphans.slots() > 0) {
            watcher.remarked(
                    "cleaning up " + orphans.slots() + " replication slot(s) that an operation of Citus left behind");
        }
        // Also after a copy that succeeded: the old place of the rows is dropped a little later.
        if (orphans.resources() > 0 || orphans.slots() > 0) {
            Statement.in("apply", "clean_up").run(connection, Map.of());
        }
    }

    private void mend(Target target, SQLException because) {
        try {
            if (!connection.isClosed()) {
                cleanUp();
                setSequences(target);
            }
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    /** Nothing moved, so the foreign keys can be as they were; checked again when they are validated. */
    private void putBack(Operation operation, Target target, List<ForeignKey> away, SQLException because) {
        try {
            if (connection.isClosed()
                    || CatalogReader.distributionOf(connection, target.table()).state() == DistributionState.HASH) {
                return;
            }
            for (ForeignKey key : away) {
                boolean together =
                        CatalogReader.distributionOf(connection, key.table()).distributed()
                                == CatalogReader.distributionOf(connection, key.referenced())
                                        .distributed();
                if (together && !Mover.exists(connection, key)) {
                    attempts.transaction(
                            operation, Latch.adding(key), () -> Answers.run(connection, List.of(key.add())));
                }
            }
        } catch (SQLException | RuntimeException e) {
            because.addSuppressed(e);
        }
    }

    /** The first value counts: a later attempt finds the sequence reset. */
    private void remember(Target target) throws SQLException {
        var facts = new ArrayList<Fact>();
        for (Identity identity : target.identities()) {
            var value = SequenceKeeper.value(connection, identity.sequence());
            if (value.isCalled()) {
                facts.add(new Fact(
                        Facts.SEQUENCE, identity.sequence().quoted() + " before it moved", "" + value.lastValue()));
            }
        }
        journal.record(connection, facts);
    }

    private List<SequenceKeeper.Kept> remembered(Target target) throws SQLException {
        var facts = journal.facts(connection);
        return target.identities().stream()
                .flatMap(identity -> facts.stream()
                        .filter(fact -> fact.kind().equals(Facts.SEQUENCE)
                                && fact.subject().equals(identity.sequence().quoted() + " before it moved"))
                        .map(fact -> new SequenceKeeper.Kept(
                                target.table(), identity.column(), identity.sequence(), Long.parseLong(fact.value()))))
                .toList();
    }

    private void setSequences(Target target) throws SQLException {
        for (var kept : remembered(target)) {
            if (kept.set(connection)) {
                watcher.remarked(
                        "sequence " + kept.sequence() + " was reset by Citus and goes on behind " + kept.value());
            }
        }
    }

    record Orphans(long resources, long slots) {}
}

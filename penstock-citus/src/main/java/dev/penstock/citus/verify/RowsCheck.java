package dev.penstock.citus.verify;

import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.journal.Digests;
import dev.penstock.citus.journal.Journal;
import dev.penstock.citus.journal.Moment;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.verify.Verification.Check;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Rows and checksums now against the last ones that were recorded of the same columns, and those after the move against before. */
record RowsCheck(Connection connection, Plan plan, Journal journal, boolean quiet, Consumer<String> progress) {

    Check run() throws SQLException {
        var failures = new ArrayList<String>();
        var notes = new ArrayList<String>();
        var digests = new Digests(journal);
        long rows = 0;
        var tables = plan.tables().stream()
                .filter(fate -> PlacementCheck.moved(fate.fate()))
                .map(Plan.TableFate::table)
                .toList();
        for (QualifiedName table : tables) {
            progress.accept("rows of " + table);
            whileMoving(digests, table, quiet ? failures : notes);
            var earlier = recorded(digests, table);
            if (earlier.isEmpty()) {
                notes.add(table + " was never counted, or has other columns since");
                continue;
            }
            var measured = earlier.get();
            take(digests, table, measured);
            var difference = digests.difference(connection, table, moment(measured), Moment.NOW);
            rows += difference.afterRows();
            if (!difference.none()) {
                (quiet ? failures : notes)
                        .add(table + " since " + measured.measuredAt() + ": " + difference
                                + (quiet ? "" : " (it may have been written since)"));
            }
        }
        return new Check("rows", rows + " rows of " + tables.size() + " tables", failures, notes);
    }

    /** Copied online a table may be written while it moves; nobody but the writers knows whether that is all that differs. */
    private void whileMoving(Digests digests, QualifiedName table, List<String> told) throws SQLException {
        if (digests.of(connection, Moment.MOVING, table).isEmpty()
                || digests.of(connection, Moment.MOVED, table).isEmpty()) {
            return;
        }
        var difference = digests.difference(connection, table, Moment.MOVING, Moment.MOVED);
        if (!difference.none()) {
            told.add(table + " while it moved: " + difference + (quiet ? "" : " (it may have been written meanwhile)"));
        }
    }

    private Optional<Digests.Measured> recorded(Digests digests, QualifiedName table) throws SQLException {
        var columns = new HashSet<>(Digests.columns(connection, table));
        var found = digests.all(connection).stream()
                .filter(measured -> measured.tableName().equals(table.quoted()))
                .filter(measured -> columns.containsAll(measured.columns()))
                .toList();
        return found.stream()
                .filter(measured -> moment(measured) == Moment.MOVED)
                .findFirst()
                .or(() -> found.stream()
                        .filter(measured -> moment(measured) == Moment.START)
                        .findFirst());
    }

    private void take(Digests digests, QualifiedName table, Digests.Measured like) throws SQLException {
        connection.setAutoCommit(false);
        try {
            digests.take(connection, Moment.NOW, table, like.columns(), like.tenantColumn());
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static Moment moment(Digests.Measured measured) {
        return List.of(Moment.values()).stream()
                .filter(moment -> moment.label().equals(measured.moment()))
                .findFirst()
                .orElse(Moment.NOW);
    }
}

package dev.penstock.citus.apply;

import static dev.penstock.citus.failure.CitusErrorCode.TRUNCATION_UNPROVEN;

import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Reached;
import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.failure.CitusException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Empties what Citus leaves of a table on the coordinator, after the proof that nothing is lost with it.
 *
 * <p>The function of Citus is a TRUNCATE … CASCADE: it empties all tables that refer to the table, directly or over others, and
 * refuses only when one that refers directly is local.
 */
final class Remains {

    private Remains() {}

    /**
     * Belongs into the transaction in which the rows moved.
     *
     * <p>Errors: a table that the truncation would reach is not distributed, or has rows on the coordinator that are not proven
     * to be in shards → {@code PEN-6026}, and nothing was emptied.
     *
     * @param proven tables whose rows were counted before and after they moved in this transaction, and are the same
     */
    static void truncate(Connection connection, QualifiedName table, Set<QualifiedName> proven) throws SQLException {
        var unproven = Reached.byTruncating(connection, table).stream()
                .filter(reached -> !harmless(reached, proven))
                .toList();
        if (!unproven.isEmpty()) {
            throw new CitusException(TRUNCATION_UNPROVEN, text(table, unproven));
        }
        Statement.in("apply", "truncate").run(connection, Map.of("table", table.quoted()));
    }

    private static boolean harmless(Reached reached, Set<QualifiedName> proven) {
        return reached.distributed() && (reached.bytes() == 0 || proven.contains(reached.root()));
    }

    private static String text(QualifiedName table, List<Reached> unproven) {
        var text = new StringBuilder("what is left of " + table + " on the coordinator cannot be emptied: ");
        for (Reached reached : unproven) {
            text.append(reached.table())
                    .append(
                            reached.distributed()
                                    ? " has " + reached.bytes()
                                            + " bytes there that are not proven to be in its shards; "
                                    : " would be emptied with it, " + reached.depth()
                                            + " foreign key(s) away, and its rows are nowhere else; ");
        }
        return text + "plan anew, so that these tables are moved too or their foreign keys are taken into account";
    }
}

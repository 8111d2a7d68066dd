package dev.penstock.postgres.schema;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether every row that was in the tables when they changed places has come to its shard: of a run that had
 * finished with the same content, of any other at least as many, since it goes on meanwhile. Locks nothing.
 */
final class MoveCheck {

    private final Connection connection;
    private final Statements statements;

    MoveCheck(Connection connection, Statements statements) {
        this.connection = connection;
        this.statements = statements;
    }

    private record Part(List<MovedRun> runs, Set<MovedRun> finished) {}

    /** What a run has in a table. */
    private record Sum(long rows, BigDecimal content) {}

    /**
     * A part, in the transaction that is under way.
     *
     * @param after the key that the part begins after
     * @return the key that it ends with, null when there is no further part
     *
     * <p>Errors: something is missing → {@code PEN-3013}.
     */
    @Nullable
    MovedRun part(MovedRun after, int runs, List<String> tables) throws SQLException {
        var part = read(after, runs);
        if (part.runs().isEmpty()) {
            return null;
        }
        for (var table : tables) {
            var before = sums("penstock_before", table, part.runs());
            var now = sums("penstock", table, part.runs());
            for (var entry : before.entrySet()) {
                if (!holds(
                        entry.getValue(),
                        now.get(entry.getKey()),
                        part.finished().contains(entry.getKey()))) {
                    throw new PenstockException(
                            ErrorCode.MOVE_INCOMPLETE,
                            "run " + entry.getKey().tenant() + "/"
                                    + entry.getKey().run() + " is not in penstock." + table
                                    + " as it was before the move; both tables are kept, the other as penstock_before."
                                    + table);
                }
            }
        }
        return part.runs().getLast();
    }

    private static boolean holds(Sum before, @Nullable Sum now, boolean finished) {
        return now != null && (finished ? now.equals(before) : now.rows() >= before.rows());
    }

    private Part read(MovedRun after, int limit) throws SQLException {
        var part = new Part(new ArrayList<>(), new HashSet<>());
        try (var look = statements.statement("move/before").on(connection);
                var rows = look.set("tenant", after.tenant())
                        .set("run", after.run())
                        .set("limit", limit)
                        .query()) {
            while (rows.next()) {
                var run = new MovedRun(rows.getString(1), rows.getObject(2, UUID.class));
                part.runs().add(run);
                if (rows.getBoolean(3)) {
                    part.finished().add(run);
                }
            }
        }
        return part;
    }

    private Map<MovedRun, Sum> sums(String schema, String table, Collection<MovedRun> runs) throws SQLException {
        var template = statements.statement("move/sums");
        var sql = new Sql(template.text().replace("{schema}", schema).replace("{table}", table), template.parameters());
        var sums = new HashMap<MovedRun, Sum>();
        try (var look = sql.on(connection);
                var rows = look.set("tenants", MovedRun.tenants(runs))
                        .set("runs", MovedRun.ids(runs))
                        .query()) {
            while (rows.next()) {
                sums.put(
                        new MovedRun(rows.getString(1), rows.getObject(2, UUID.class)),
                        new Sum(rows.getLong(3), rows.getBigDecimal(4)));
            }
        }
        return sums;
    }
}

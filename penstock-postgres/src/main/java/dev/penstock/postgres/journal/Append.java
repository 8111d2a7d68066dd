package dev.penstock.postgres.journal;

import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Bound;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.store.WorkerId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The append call: makes what is pending durable in one statement. */
public final class Append {

    private static final int FIRST_COLUMN = 5;

    private final Sql sql;

    public Append(Statements statements) {
        this.sql = statements.statement("journal/append");
    }

    Bound on(Connection connection) throws SQLException {
        return sql.on(connection);
    }

    /**
     * @param flush one or more, of one worker and one shard
     * @param resubmitted whether the same flush may have been committed before
     * @param sharded whether the flush is for a shard, of which all of it must be
     */
    Refusals call(Bound append, Columns columns, List<Pending> flush, boolean resubmitted, boolean sharded)
            throws SQLException {
        WorkerId worker = null;
        for (int at = 0; at < flush.size(); at++) {
            var pending = flush.get(at);
            columns.add(pending);
            worker = worker == null ? pending.worker() : worker;
        }
        append.setAt(1, flush.getFirst().run().tenant());
        append.setAt(2, worker == null ? null : worker.value());
        append.setAt(3, resubmitted);
        append.setAt(4, sharded ? Shards.pruning(flush, Pending::run) : null);
        columns.bind(append, FIRST_COLUMN);
        try (var rows = append.query()) {
            return Refusals.read(rows);
        }
    }
}

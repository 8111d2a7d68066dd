package dev.penstock.postgres.schema;

import dev.penstock.postgres.sql.Bound;
import dev.penstock.postgres.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/** The functions on a cluster: each known to all nodes, called where its shard is, and planning as it should. */
final class Functions {

    /** The names of copies for a shard, such as {@code append_102008}, and of what leads to them. */
    private static final String COPIES = "_(here|\\d{6,})$";

    private final Connection connection;
    private final Statements statements;
    private final Consumer<String> progress;

    Functions(Connection connection, Statements statements, Consumer<String> progress) {
        this.connection = connection;
        this.statements = statements;
        this.progress = progress;
    }

    /** Those that a script has made or replaced since, and in a new installation all. */
    boolean areRouted() throws SQLException {
        return toBeRouted().isEmpty() && toPlan().isEmpty();
    }

    /** In the transaction that is under way, on the coordinator. */
    void route() throws SQLException {
        sequentially();
        run(toBeRouted());
        letPlan();
    }

    /** Also those that nodes have not been told of yet. */
    void letPlan() throws SQLException {
        run(toPlan());
    }

    private List<String> toBeRouted() throws SQLException {
        return texts(statements.statement("schema/functions").on(connection).set("copies", COPIES));
    }

    private List<String> toPlan() throws SQLException {
        return texts(statements.statement("schema/plans").on(connection).set("copies", COPIES));
    }

    /**
     * In the transaction that is under way, on the coordinator: so that writes to a shard are planned once, see {@code
     * penstock.hold_own}. Until then, and for shards that a split makes later, the same is written through Citus.
     */
    void copy() throws SQLException {
        var missing = texts(statements.statement("schema/copies").on(connection));
        if (!missing.isEmpty()) {
            progress.accept("copying functions for each shard");
            sequentially();
            run(missing);
        }
    }

    /** In the transaction that is under way, which changes what they were copied from; {@link #copy} makes them again. */
    void forgetCopies() throws SQLException {
        run(texts(statements.statement("schema/forget_copies").on(connection).set("copies", COPIES)));
    }

    /** One connection to each node from here on, so that all of it can be one transaction. */
    void sequentially() throws SQLException {
        run(List.of(statements.statement("schema/sequential").text()));
    }

    private static List<String> texts(Bound look) throws SQLException {
        try (look) {
            return look.texts();
        }
    }

    private void run(List<String> texts) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var text : texts) {
                statement.execute(text);
            }
        }
    }
}

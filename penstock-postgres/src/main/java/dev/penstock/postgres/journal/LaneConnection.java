package dev.penstock.postgres.journal;

import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Bound;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The own connection of a thread that flushes, and its statements; opened again when it is lost. On Citus it is to one of
 * the nodes with shards, when the server's URL names them: what is flushed over it to a shard that is there is not passed
 * on, which costs as much as the flush.
 */
final class LaneConnection implements AutoCloseable {

    private static final int NONE = -1;
    /** Who flushes to a node that says nothing is free for the others again after so long. */
    private static final int SILENCE_MS = 15_000;

    private final DataSource server;
    private final Append append;
    private final AppendStep appendStep;
    private final Shards shards;
    /** The 0-based place of the node that it is to be to; modulo their number. */
    private final int place;

    private @Nullable Connection connection;
    private volatile int node = NONE;
    private @Nullable Bound appending;
    private @Nullable Bound appendingStep;

    LaneConnection(DataSource server, Append append, AppendStep appendStep, Shards shards, int place) {
        this.shards = shards;
        this.place = place;
        this.server = server;
        this.append = append;
        this.appendStep = appendStep;
    }

    Bound append() throws SQLException {
        if (appending == null) {
            appending = append.on(connection());
        }
        return appending;
    }

    Bound appendStep() throws SQLException {
        if (appendingStep == null) {
            appendingStep = appendStep.on(connection());
        }
        return appendingStep;
    }

    private Connection connection() throws SQLException {
        if (connection == null) {
            connection = shards.exist() ? near() : server.getConnection();
            connection.setAutoCommit(true);
            connection.setNetworkTimeout(Runnable::run, SILENCE_MS);
        }
        return connection;
    }

    /** The number of the node that it is to, negative when it is to none or nobody has asked. */
    int node() {
        return node;
    }

    /** Takes what the server gives in turn until it is the wanted one, or one comes up again. */
    private Connection near() throws SQLException {
        var nodes = shards.nodes();
        int wanted = nodes.get(place % nodes.size()).number();
        var seen = new HashSet<Integer>();
        while (true) {
            var one = server.getConnection();
            node = shards.nodeOf(one);
            if (node == wanted || !seen.add(node)) {
                return one;
            }
            one.close();
        }
    }

    /** Forgets a lost connection; tells whether there was one, over which a flush may have been committed. */
    boolean lose() {
        boolean had = appending != null || appendingStep != null;
        close();
        return had;
    }

    @Override
    public void close() {
        try (var closing = connection) {
            node = NONE;
            appending = null;
            appendingStep = null;
            connection = null;
        } catch (SQLException alreadyGone) {
            // There is nothing left to let go of.
        }
    }
}

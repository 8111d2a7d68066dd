package dev.penstock.postgres.journal;

import dev.penstock.postgres.sql.Bound;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A lane's own connection and its one statement, opened again when it is lost. */
final class LaneConnection implements AutoCloseable {

    private final DataSource server;
    private final Append append;
    private @Nullable Connection connection;
    private @Nullable Bound statement;

    LaneConnection(DataSource server, Append append) {
        this.server = server;
        this.append = append;
    }

    Bound append() throws SQLException {
        if (statement == null) {
            connection = server.getConnection();
            connection.setAutoCommit(true);
            statement = append.on(connection);
        }
        return statement;
    }

    /** Forgets a lost connection; tells whether there was one, over which a flush may have been committed. */
    boolean lose() {
        boolean had = statement != null;
        close();
        return had;
    }

    @Override
    public void close() {
        try (var closing = connection) {
            statement = null;
            connection = null;
        } catch (SQLException alreadyGone) {
            // There is nothing left to let go of.
        }
    }
}

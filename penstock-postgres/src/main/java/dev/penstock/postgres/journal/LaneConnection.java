package dev.penstock.postgres.journal;

import dev.penstock.postgres.sql.Bound;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A lane's own connection and its statements, opened again when it is lost. */
final class LaneConnection implements AutoCloseable {

    private final DataSource server;
    private final Append append;
    private final AppendStep appendStep;
    private @Nullable Connection connection;
    private @Nullable Bound appending;
    private @Nullable Bound appendingStep;

    LaneConnection(DataSource server, Append append, AppendStep appendStep) {
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
            connection = server.getConnection();
            connection.setAutoCommit(true);
        }
        return connection;
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
            appending = null;
            appendingStep = null;
            connection = null;
        } catch (SQLException alreadyGone) {
            // There is nothing left to let go of.
        }
    }
}

package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection on which nothing depends on how the server is set up, for as long as this is open.
 *
 * <p>Closing gives it back as it was, without the locks and settings of ours: it may be a pool's, and the application's next.
 */
public final class Session implements AutoCloseable {

    /** What the tool's sessions are called, so that those of a killed one can be told. */
    static final String APPLICATION = "penstock citus apply";

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final String CLIENT_CHECK = "1s";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final Connection connection;
    private final List<Own> settings;
    private final boolean autoCommit;
    private final int networkTimeout;

    private Session(Connection connection) throws SQLException {
        this.connection = connection;
        this.autoCommit = connection.getAutoCommit();
        this.networkTimeout = connection.getNetworkTimeout();
        connection.setAutoCommit(true);
        this.settings = Statement.in("apply", "own_settings").rows(connection, Own.class, Map.of());
    }

    /** In auto-commit mode. Errors: not to be had → {@code PEN-6001}. */
    public static Session open(DataSource coordinator, String application) {
        try {
            var connection = coordinator.getConnection();
            try {
                var session = new Session(connection);
                session.prepare(application);
                return session;
            } catch (SQLException | RuntimeException e) {
                try (connection) {
                    // Half prepared, so nobody's any more.
                    connection.abort(Runnable::run);
                }
                throw e;
            }
        } catch (SQLException e) {
            throw new CitusException(
                    CitusErrorCode.DATABASE_UNREACHABLE, "the coordinator cannot be used: " + e.getMessage(), e);
        }
    }

    public Connection connection() {
        return connection;
    }

    private void prepare(String application) throws SQLException {
        // A copy or an index takes as long as it takes; that the server is gone is for TCP to find out.
        connection.setNetworkTimeout(Runnable::run, 0);
        connection.setClientInfo("ApplicationName", application);
        Statement.in("apply", "session").run(connection, Map.of("client_check", CLIENT_CHECK));
        // Without it, refusals that have no code of their own are recognised in English alone.
        asSuperuser("language");
        // Without it, a captured workload is told from the tool's own statements by their texts.
        asSuperuser("untracked");
    }

    /** A setting that only superusers may make, and that others go without. */
    private void asSuperuser(String setting) throws SQLException {
        try {
            Statement.in("apply", setting).run(connection, Map.of());
        } catch (SQLException e) {
            if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            if (!connection.isClosed()) {
                giveBack();
            }
        }
    }

    /** Where that cannot be done, nobody gets the connection any more. */
    private void giveBack() throws SQLException {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            Statement.in("apply", "give_back")
                    .run(
                            connection,
                            Map.of(
                                    "names",
                                    settings.stream().map(Own::name).toList(),
                                    "settings",
                                    settings.stream().map(Own::setting).toList()));
            connection.setNetworkTimeout(Runnable::run, networkTimeout);
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            LOG.warn("a connection is given up, since it cannot be given back as it was: {}", e.getMessage());
            connection.abort(Runnable::run);
        }
    }

    /** The process that serves a connection. */
    static int pid(Connection connection) throws SQLException {
        return Statement.in("apply", "pid")
                .rows(connection, Guard.Pid.class, Map.of())
                .getFirst()
                .pid();
    }

    /** A setting. */
    record Own(String name, String setting) {}
}

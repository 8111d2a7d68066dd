package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** Connections on which nothing depends on how the server is set up. */
public final class Session {

    /** What the tool's sessions are called, so that those of a killed one can be told. */
    static final String APPLICATION = "penstock citus apply";

    private static final String CLIENT_CHECK = "1s";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private Session() {}

    /** A connection in auto-commit mode. Errors: not to be had → {@code PEN-6001}. */
    public static Connection open(DataSource coordinator, String application) {
        try {
            var connection = coordinator.getConnection();
            try {
                prepare(connection, application);
                return connection;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new CitusException(
                    CitusErrorCode.DATABASE_UNREACHABLE, "the coordinator cannot be used: " + e.getMessage(), e);
        }
    }

    private static void prepare(Connection connection, String application) throws SQLException {
        connection.setAutoCommit(true);
        // A copy or an index takes as long as it takes; that the server is gone is for TCP to find out.
        connection.setNetworkTimeout(Runnable::run, 0);
        connection.setClientInfo("ApplicationName", application);
        Statement.in("apply", "session").run(connection, Map.of("client_check", CLIENT_CHECK));
        // Without it, refusals that have no code of their own are recognised in English alone.
        asSuperuser(connection, "language");
        // Without it, a captured workload is told from the tool's own statements by their texts.
        asSuperuser(connection, "untracked");
    }

    /** A setting that only superusers may make, and that others go without. */
    private static void asSuperuser(Connection connection, String setting) throws SQLException {
        try {
            Statement.in("apply", setting).run(connection, Map.of());
        } catch (SQLException e) {
            if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    /** The process that serves a connection. */
    static int pid(Connection connection) throws SQLException {
        return Statement.in("apply", "pid")
                .rows(connection, Guard.Pid.class, Map.of())
                .getFirst()
                .pid();
    }
}

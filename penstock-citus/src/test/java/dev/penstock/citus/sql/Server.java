package dev.penstock.citus.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** What a real PostgreSQL thinks of a statement's syntax, without running it. */
final class Server {

    private static final String SYNTAX_ERROR = "42601";

    private final Connection connection;

    Server(Connection connection) {
        this.connection = connection;
    }

    /** Whether the grammar takes it. That its tables do not exist is another matter. */
    boolean takes(String sql) {
        // Describing a statement sends it to the server's parser and no further; a ? would be a parameter to the
        // driver.
        try (var statement = connection.prepareStatement(sql.replace("?", "??"))) {
            statement.getParameterMetaData();
            return true;
        } catch (SQLException e) {
            return !SYNTAX_ERROR.equals(e.getSQLState());
        }
    }
}

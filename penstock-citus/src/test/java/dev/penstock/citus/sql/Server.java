package dev.penstock.citus.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** What a real PostgreSQL thinks of a statement's syntax, without running it. */
final class Server {

    private static final String SYNTAX_ERROR = "42601";

    /**
     * Called a syntax error, but no matter of grammar: found by looking at columns, at what was declared, or into constants. A statement
     * with one of these is understood; running it says what is wrong.
     */
    private static final Pattern BEYOND_GRAMMAR = Pattern.compile(String.join(
            "|",
            // The server counts columns.
            "each (UNION|INTERSECT|EXCEPT) query must have the same number of columns",
            "VALUES lists must all be the same length",
            // PL/pgSQL looks for what was declared, and compares labels and numbers of parameters.
            "is not a known variable",
            "is not a scalar variable",
            "duplicate declaration",
            "there is no label",
            // Whether RETURN NEXT may be without a value depends on the parameters of the function.
            "missing expression at or near \";\"",
            "end label",
            "(EXIT|CONTINUE) cannot be used|cannot be used in CONTINUE",
            "must use a bound cursor variable|arguments for cursor|of cursor .* specified more than once",
            "too (few|many) parameters specified for RAISE",
            // The server has looked up functions and types, or looks into a constant.
            "a column definition list",
            "subquery has too",
            "type modifier is not allowed",
            "jsonpath input",
            "invalid Unicode"));

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
        } catch (ArrayIndexOutOfBoundsException described) {
            // The statement has a parameter of its own, such as $1, that the driver did not count.
            return true;
        } catch (SQLException e) {
            return isNoSyntaxError(e);
        }
    }

    private static boolean isNoSyntaxError(SQLException e) {
        return !SYNTAX_ERROR.equals(e.getSQLState())
                || BEYOND_GRAMMAR.matcher(String.valueOf(e.getMessage())).find();
    }

    /** Whether PL/pgSQL takes a body: making a function of it has its syntax and that of its statements looked at. */
    boolean takesBody(String body) {
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("create or replace function pg_temp.body() returns setof record language plpgsql as '"
                    + body.replace("'", "''") + "'");
            return true;
        } catch (SQLException e) {
            return isNoSyntaxError(e);
        }
    }
}

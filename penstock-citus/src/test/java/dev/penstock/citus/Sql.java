package dev.penstock.citus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** SQL of the tests. */
public final class Sql {

    private Sql() {}

    /** Runs statements, several at once when they are separated by semicolons. */
    public static void run(Connection connection, String... statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the first row. */
    public static String value(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            if (!rows.next()) {
                throw new IllegalStateException("no row: " + query);
            }
            return String.valueOf(rows.getString(1));
        }
    }

    /** The first column of all rows, as texts. */
    public static List<String> values(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        }
    }

    /** The table, as SQL names it, of the rows that were put aside of one in a schema of the tests. */
    public static String quarantine(Connection connection, String schema, String table) throws SQLException {
        return value(
                connection,
                "select 'penstock_quarantine.' || quote_ident(relname) from pg_class where relnamespace ="
                        + " 'penstock_quarantine'::regnamespace and relkind = 'r' and relname ~ '^" + schema + "_"
                        + table
                        + "_[0-9a-f]{8}$'");
    }

    /** A file beside this class. */
    public static String resource(String name) {
        try (var file = Sql.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

package dev.penstock.cli.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** What one of the demo's look-ups found. */
final class Answer {

    @FunctionalInterface
    interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private Answer() {}

    /** The only row. */
    static <T> T one(Connection connection, String statement, Reading<T> reading) throws SQLException {
        try (var look = connection.createStatement();
                var row = look.executeQuery(DemoResource.sql(statement))) {
            row.next();
            return reading.of(row);
        }
    }

    /** Rows of a name and a number. */
    static SequencedMap<String, Long> numbers(Connection connection, String statement) throws SQLException {
        try (var look = connection.createStatement();
                var row = look.executeQuery(DemoResource.sql(statement))) {
            var numbers = new LinkedHashMap<String, Long>();
            while (row.next()) {
                numbers.put(row.getString(1), row.getLong(2));
            }
            return numbers;
        }
    }

    /** The columns of a row from {@code first} on (1-based), which are numbers. */
    static Map<String, Long> columns(ResultSet row, int first) throws SQLException {
        var numbers = new LinkedHashMap<String, Long>();
        for (int at = first; at <= row.getMetaData().getColumnCount(); at++) {
            numbers.put(row.getMetaData().getColumnName(at), row.getLong(at));
        }
        return numbers;
    }
}

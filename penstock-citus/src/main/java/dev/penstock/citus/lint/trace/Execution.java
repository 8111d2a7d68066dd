package dev.penstock.citus.lint.trace;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Runs a statement as it is written. */
final class Execution {

    /** After this long a statement is given up: it waits for something that will not come. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** A row of run_command_on_… that was asked for as one value: node or shard, success, what was said. */
    private static final Pattern FAILED_ROW = Pattern.compile("\\((?:[^,\"]*,){1,3}f,(.*)\\)", Pattern.DOTALL);

    private Execution() {}

    /** What run_command_on_… reported as failed, which fails nothing by itself. */
    static List<String> of(Connection connection, String sql) throws SQLException {
        var failures = new ArrayList<String>();
        try (var statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.setQueryTimeout((int) PATIENCE.toSeconds());
            boolean rows = statement.execute(sql);
            while (rows || statement.getUpdateCount() >= 0) {
                if (rows) {
                    try (var result = statement.getResultSet()) {
                        failures.addAll(failures(result));
                    }
                }
                rows = statement.getMoreResults();
            }
        }
        return failures;
    }

    private static List<String> failures(ResultSet result) throws SQLException {
        var columns = new ArrayList<String>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            columns.add(result.getMetaData().getColumnLabel(i));
        }
        var failures = new ArrayList<String>();
        boolean told = columns.contains("success") && columns.contains("result");
        int whole = columns.indexOf(columns.stream()
                .filter(name -> name.startsWith("run_command_on_"))
                .findFirst()
                .orElse(""));
        while (result.next()) {
            if (told && "f".equals(result.getString("success"))) {
                failures.add(String.valueOf(result.getString("result")).strip());
            }
            var row = whole < 0 ? null : FAILED_ROW.matcher(String.valueOf(result.getString(whole + 1)));
            if (row != null && row.matches()) {
                failures.add(row.group(1)
                        .replaceAll("^\"|\"$", "")
                        .replace("\"\"", "\"")
                        .strip());
            }
        }
        return failures;
    }
}

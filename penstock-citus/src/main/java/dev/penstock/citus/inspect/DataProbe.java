package dev.penstock.citus.inspect;

import dev.penstock.citus.catalog.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Asks the data, within limits. What a check runs into, a timeout or a refusal, is its answer. */
final class DataProbe {

    /** Operators of extensions often live in public; nothing there comes before the system's own. */
    private static final String SEARCH_PATH = "pg_catalog, public, pg_temp";

    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(1);
    private static final int SAMPLES = 5;

    private final Connection connection;
    private final InspectOptions options;
    private final String template = template();

    DataProbe(Connection connection, InspectOptions options) {
        this.connection = connection;
        this.options = options;
    }

    List<Finding> ask(List<DataCheck> checks) throws SQLException {
        long end = System.nanoTime() + options.budget().toNanos();
        var findings = new ArrayList<Finding>();
        for (DataCheck check : checks) {
            var left = Duration.ofNanos(end - System.nanoTime());
            findings.add(
                    left.isPositive()
                            ? ask(check, left)
                            : Finding.unanswered(
                                    check,
                                    "the time for all checks ("
                                            + options.budget().toSeconds() + " s) was used up"));
        }
        return findings;
    }

    private Finding ask(DataCheck check, Duration left) throws SQLException {
        var timeout = left.compareTo(options.timeout()) < 0 ? left : options.timeout();
        // A timeout of zero would be none at all.
        var bound = timeout.toMillis() > 0 ? timeout : Duration.ofMillis(1);
        try (var statement = connection.createStatement()) {
            // Braces are the application's own, no escapes of JDBC.
            statement.setEscapeProcessing(false);
            statement.execute(opening(bound) + sql(check) + ";\ncommit");
            var rows = answer(statement);
            rows.next();
            return new Finding(check, rows.getLong("count"), samples(rows), options.percent() < 100, null);
        } catch (SQLException e) {
            if (connection.isClosed()) {
                throw e;
            }
            endTransaction();
            return Finding.unanswered(check, reason(e, bound));
        }
    }

    /** A transaction of its own for each check, and all of it in one message: there are about as many checks as tables. */
    private static String opening(Duration statementTimeout) {
        return "begin isolation level repeatable read read only;\n"
                + Reading.settings(SEARCH_PATH, statementTimeout, LOCK_TIMEOUT) + ";\n";
    }

    /** Behind what begins the transaction and what the settings answer. */
    private static ResultSet answer(Statement statement) throws SQLException {
        statement.getMoreResults();
        statement.getMoreResults();
        return Objects.requireNonNull(statement.getResultSet());
    }

    private void endTransaction() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("rollback");
        }
    }

    private String sql(DataCheck check) {
        return template.replace("{samples}", Integer.toString(SAMPLES))
                .replace("{key}", check.key())
                .replace("{shown}", check.shown())
                .replace("{from}", check.from())
                .replace("{condition}", check.condition())
                .strip();
    }

    private static List<String> samples(ResultSet rows) throws SQLException {
        var array = Objects.requireNonNull(rows.getArray("samples"));
        return Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList();
    }

    private static String reason(SQLException e, Duration timeout) {
        return switch (Objects.requireNonNullElse(e.getSQLState(), "")) {
            case "57014" -> "took longer than " + timeout.toMillis() + " ms";
            case "55P03" -> "the table is locked by somebody else's DDL";
            default ->
                Objects.requireNonNullElse(e.getMessage(), e.toString())
                        .lines()
                        .findFirst()
                        .orElse("");
        };
    }

    private static String template() {
        try (var file = DataProbe.class.getResourceAsStream("/dev/penstock/citus/sql/inspect/check.sql")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

package dev.penstock.citus.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * One statement, as its file below {@code sql} says it.
 *
 * @param text what JDBC is given, parameters as question marks
 * @param parameters the name behind each question mark
 */
public record Statement(String text, List<String> parameters) {

    /** A parameter; {@code ::} is a cast. */
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-z][a-z_]*)");

    private static final Pattern COMMENT = Pattern.compile("(?m)^ *--.*\\R");

    /** Strict both ways: a column without a component, or a missing value for a primitive, is a mistake of ours. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    static Statement named(String name) {
        return in("catalog", name);
    }

    /** @param folder below {@code sql}, named like the package that owns the statement */
    public static Statement in(String folder, String name) {
        var names = new ArrayList<String>();
        var text = PARAMETER
                .matcher(COMMENT.matcher(resource(folder + "/" + name)).replaceAll(""))
                .replaceAll(found -> {
                    names.add(found.group(1));
                    return Matcher.quoteReplacement("?");
                });
        return new Statement(text.strip(), List.copyOf(names));
    }

    /** Runs the statement for what it does. */
    public void run(Connection connection, Map<String, ?> values) throws SQLException {
        try (var statement = prepared(connection, text, values)) {
            statement.execute();
        }
    }

    /** The statement with its values in it. */
    String written(Map<String, String> values) {
        var names = parameters.iterator();
        return Pattern.compile("\\?")
                .matcher(text)
                .replaceAll(mark ->
                        Matcher.quoteReplacement(Identifier.literal(Objects.requireNonNull(values.get(names.next())))));
    }

    /** The rows, each read into a record whose components are named like the columns. */
    public <T> List<T> rows(Connection connection, Class<T> type, Map<String, ?> values) throws SQLException {
        try (var statement = prepared(connection, "select pg_catalog.row_to_json(r) from (" + text + "\n) r", values);
                var result = statement.executeQuery()) {
            var rows = new ArrayList<T>();
            while (result.next()) {
                rows.add(JSON.readValue(Objects.requireNonNull(result.getString(1)), type));
            }
            return List.copyOf(rows);
        }
    }

    private PreparedStatement prepared(Connection connection, String sql, Map<String, ?> values) throws SQLException {
        var statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.size(); i++) {
                bind(statement, i + 1, values.get(parameters.get(i)));
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void bind(PreparedStatement statement, int at, @Nullable Object value) throws SQLException {
        if (value instanceof List<?> list) {
            var connection = statement.getConnection();
            statement.setArray(
                    at,
                    connection.createArrayOf(
                            "text", list.stream().map(String::valueOf).toArray()));
        } else {
            statement.setString(at, value == null ? null : value.toString());
        }
    }

    private static String resource(String name) {
        String path = "/dev/penstock/citus/sql/" + name + ".sql";
        try (var file = Statement.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks " + path);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

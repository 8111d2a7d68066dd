package dev.penstock.citus.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a plan with the parameters of a batch in it.
 *
 * @param text what JDBC is given
 * @param names the parameter behind each question mark
 */
record Parameters(String text, List<String> names) {

    /** What is quoted is left alone; a question mark of PostgreSQL's own is doubled for JDBC. */
    private static final Pattern PART = Pattern.compile(
            "'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\\?|(?<!:):(after_\\d+|upto_\\d+|size)\\b", Pattern.DOTALL);

    static Parameters of(String sql) {
        var names = new ArrayList<String>();
        String text = PART.matcher(sql).replaceAll(part -> {
            if (part.group(1) != null) {
                names.add(part.group(1));
                return Matcher.quoteReplacement("?");
            }
            return Matcher.quoteReplacement(part.group().equals("?") ? "??" : part.group());
        });
        return new Parameters(text, List.copyOf(names));
    }

    PreparedStatement prepare(Connection connection, Map<String, ? extends @Nullable String> values)
            throws SQLException {
        var statement = connection.prepareStatement(text);
        try {
            for (int i = 0; i < names.size(); i++) {
                statement.setString(i + 1, values.get(names.get(i)));
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }
}

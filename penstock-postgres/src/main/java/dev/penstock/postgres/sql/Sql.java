package dev.penstock.postgres.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One statement, as its file says it.
 *
 * @param text what JDBC is given, parameters as question marks
 * @param parameters the name behind each question mark
 */
public record Sql(String text, List<String> parameters) {

    /** A parameter; {@code ::} is a cast. */
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-z][a-z_]*)");

    private static final Pattern PLACE = Pattern.compile("\\?");

    private static final Pattern HEADER = Pattern.compile("(?m)^--.*\\R");

    static Sql of(String file) {
        var names = new ArrayList<String>();
        var text = PARAMETER.matcher(HEADER.matcher(file).replaceAll("")).replaceAll(found -> {
            names.add(found.group(1));
            return Matcher.quoteReplacement("?");
        });
        return new Sql(text.strip(), List.copyOf(names));
    }

    /** The text with these parameters numbered from 1, for a function that executes it. */
    public String numbered(String... names) {
        var numbers = parameters.iterator();
        return PLACE.matcher(text)
                .replaceAll(
                        place -> Matcher.quoteReplacement("$" + (List.of(names).indexOf(numbers.next()) + 1)));
    }

    public Bound on(Connection connection) throws SQLException {
        return new Bound(parameters, connection.prepareStatement(text));
    }
}

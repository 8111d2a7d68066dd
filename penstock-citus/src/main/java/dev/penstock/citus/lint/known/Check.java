package dev.penstock.citus.lint.known;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A CHECK; the expression with single blanks between its tokens. */
public record Check(String name, String expression, boolean validated) {

    /** Whether it says that this column is not null, and nothing else. */
    public boolean forbidsNull(String column) {
        String plain = expression.replaceAll("[()]", " ").strip().replaceAll("\\s+", " ");
        return plain.equals(column + " is not null");
    }

    /** Whether the word stands in it: a column, or what reads like one. */
    boolean names(String column) {
        return word(column).matcher(expression).find();
    }

    Check withName(String value) {
        return new Check(value, expression, validated);
    }

    Check withColumn(String from, String to) {
        return new Check(name, word(from).matcher(expression).replaceAll(Matcher.quoteReplacement(to)), validated);
    }

    Check withValidated() {
        return new Check(name, expression, true);
    }

    private static Pattern word(String word) {
        return Pattern.compile("(?<![\\w$])" + Pattern.quote(word) + "(?![\\w$])");
    }
}

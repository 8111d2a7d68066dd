package dev.penstock.citus.lint.known;

import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Span;
import dev.penstock.citus.sql.Tokens;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tables that are named by strings, as functions of Citus take them. */
public final class Regclass {

    private static final Pattern PART = Pattern.compile("\"((?:[^\"]|\"\")+)\"|([^.\"]+)");

    private Regclass() {}

    /** The table that a string such as {@code 'app."Orders"'} names, also with a cast after it. */
    public static Optional<QualifiedName> of(Tokens argument) {
        if (argument.isEmpty() || !argument.first().isString()) {
            return Optional.empty();
        }
        var parts = new ArrayList<String>();
        var matcher = PART.matcher(argument.first().value());
        while (matcher.find()) {
            String quoted = matcher.group(1);
            parts.add(
                    quoted != null
                            ? quoted.replace("\"\"", "\"")
                            : matcher.group().toLowerCase(Locale.ROOT).strip());
        }
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        Span span = argument.first().span();
        return Optional.of(
                new QualifiedName(parts.size() > 1 ? parts.get(parts.size() - 2) : null, parts.getLast(), span));
    }
}

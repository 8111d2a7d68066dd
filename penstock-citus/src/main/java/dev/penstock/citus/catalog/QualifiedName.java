package dev.penstock.citus.catalog;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A schema and a name in it, as the catalogs have them: unquoted, case kept. */
public record QualifiedName(String schema, String name) implements Comparable<QualifiedName> {

    private static final Comparator<QualifiedName> ORDER =
            Comparator.comparing(QualifiedName::schema).thenComparing(QualifiedName::name);

    private static final Pattern PARSED =
            Pattern.compile("(PART)\\.(PART)".replace("PART", "\"(?:[^\"]|\"\")+\"|[^\".\\s]+"));

    /** From the form that {@link #quoted} gives: {@code app."Order"}. What is not in quotation marks is folded, as in SQL. */
    public static Optional<QualifiedName> parse(String text) {
        var parsed = PARSED.matcher(text.strip());
        return parsed.matches()
                ? Optional.of(new QualifiedName(unquoted(parsed.group(1)), unquoted(parsed.group(2))))
                : Optional.empty();
    }

    private static String unquoted(String part) {
        return part.startsWith("\"")
                ? part.substring(1, part.length() - 1).replace("\"\"", "\"")
                : part.toLowerCase(Locale.ROOT);
    }

    /** As SQL takes it; quoted where SQL needs it. Also what people are shown. */
    public String quoted() {
        return Identifier.quoted(schema) + "." + Identifier.quoted(name);
    }

    @Override
    public int compareTo(QualifiedName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return quoted();
    }
}

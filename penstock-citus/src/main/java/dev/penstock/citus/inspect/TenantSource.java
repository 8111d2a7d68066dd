package dev.penstock.citus.inspect;

import dev.penstock.citus.catalog.Column;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where a table's tenant comes from. */
public sealed interface TenantSource {

    /** A column of the right type. */
    record Own(Column column) implements TenantSource {
        @Override
        public String toString() {
            return column.name();
        }
    }

    /** A column that must be given the right type first. */
    record Cast(Column column, String toType) implements TenantSource {

        private static final Pattern TEXT =
                Pattern.compile("text|character varying.*|character\\(.*|citext|.*\\.citext");

        /** A regular expression, case aside, of what a text must look like to be cast; types without such a look have none. */
        public Optional<String> wellFormed() {
            if (!TEXT.matcher(column.type()).matches()) {
                return Optional.empty();
            }
            return switch (toType) {
                // As PostgreSQL reads it: a hyphen after any four digits, braces or none.
                case "uuid" -> Optional.of("^([0-9a-f]{4}(-?[0-9a-f]{4}){7}|\\{[0-9a-f]{4}(-?[0-9a-f]{4}){7}\\})$");
                case "bigint" -> Optional.of("^\\s*[-+]?0*[0-9]{1,18}\\s*$");
                case "integer" -> Optional.of("^\\s*[-+]?0*[0-9]{1,9}\\s*$");
                default -> Optional.empty();
            };
        }

        @Override
        public String toString() {
            return column.name() + " (" + column.type() + " to " + toType + ")";
        }
    }

    /** References that lead to a table with such a column, first to last. */
    record Path(List<Link> links) implements TenantSource {

        public Path {
            links = List.copyOf(links);
        }

        /** Whether it begins at the one row that refers to this one: there is none yet when this one is inserted. */
        public boolean backwards() {
            return links.getFirst().backwards();
        }

        /** Whether nothing but their text tells the two apart. */
        public boolean asGoodAs(Path other) {
            return doubt() == other.doubt();
        }

        /** Declared before guessed, certain before perhaps, short before long. */
        long doubt() {
            long guessed = links.stream().filter(link -> !link.declared()).count();
            // A row that is referred to has that one row, or else nobody needs it; a column that may be null has
            // nothing to say.
            long perhaps = links.stream()
                    .mapToLong(link -> link.backwards() ? 1 : link.nullable() ? 2 : 0)
                    .sum();
            return (guessed * 1_000 + perhaps) * 1_000 + links.size();
        }

        @Override
        public String toString() {
            return links.stream().map(Link::toString).collect(Collectors.joining(", "));
        }
    }

    /** Nothing leads to a tenant. */
    record None() implements TenantSource {
        @Override
        public String toString() {
            return "-";
        }
    }
}

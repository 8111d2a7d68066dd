package dev.penstock.citus.catalog;

import java.util.Comparator;

/** A schema and a name in it, as the catalogs have them: unquoted, case kept. */
public record QualifiedName(String schema, String name) implements Comparable<QualifiedName> {

    private static final Comparator<QualifiedName> ORDER =
            Comparator.comparing(QualifiedName::schema).thenComparing(QualifiedName::name);

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

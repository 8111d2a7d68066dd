package dev.penstock.citus.plan.distribution;

import dev.penstock.citus.catalog.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/** Names that are made up, short enough for PostgreSQL. */
final class Names {

    /** Longer ones PostgreSQL cuts off. */
    private static final int BYTES = 63;

    /** Where functions of helper triggers lie. */
    static final String HELPERS = "penstock_plan";

    /** Where rows are kept that were put aside. */
    static final String QUARANTINE = "penstock_quarantine";

    private Names() {}

    /** What is built beside the thing of this name, and takes its place later. */
    static String beside(String name) {
        return fit(name, "_pen");
    }

    /** The index that serves look-ups by the old key's columns alone. */
    static String lookup(String name) {
        return fit(name, "_lookup");
    }

    /** What a column is called between its use and its end. */
    static String retired(String column) {
        return fit(column, "_retired");
    }

    static QualifiedName helper(String verb, QualifiedName table) {
        return new QualifiedName(HELPERS, fit(verb + "_" + plain(table), told(table)));
    }

    static QualifiedName quarantine(QualifiedName table) {
        return new QualifiedName(QUARANTINE, fit(plain(table), told(table)));
    }

    private static String plain(QualifiedName table) {
        return table.schema() + "_" + table.name();
    }

    /** Behind the plain name, where its first underscore is not the one between the two: {@code app_eu.orders} and {@code app.eu_orders}. */
    private static String told(QualifiedName table) {
        return table.schema().contains("_") ? hash(table.quoted()) : "";
    }

    /** For ids: small letters, digits and hyphens. */
    static String slug(String name) {
        String slug = name.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", "-")
                .replaceAll("^-|-$", "");
        return slug.isEmpty() ? "x" : slug;
    }

    /** The name with the ending; a hash stands for what would be too much. */
    static String fit(String name, String ending) {
        if (bytes(name + ending) <= BYTES) {
            return name + ending;
        }
        String tail = hash(name) + ending;
        var kept = new StringBuilder();
        name.codePoints()
                .takeWhile(c -> bytes(kept + Character.toString(c) + tail) <= BYTES)
                .forEach(kept::appendCodePoint);
        return kept + tail;
    }

    private static String hash(String text) {
        var hash = new CRC32();
        hash.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "_%08x", hash.getValue());
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

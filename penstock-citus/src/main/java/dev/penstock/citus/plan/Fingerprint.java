package dev.penstock.citus.plan;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A text that changes when tables change in what a plan rests on: columns, constraints, indexes, triggers. Pure. */
public final class Fingerprint {

    private Fingerprint() {}

    /**
     * Of these tables and of the foreign keys from and to them, a line for each table in the order of names; names that the
     * catalog does not have count as absent.
     *
     * <p>Rows, sizes, statistics, values of sequences, comments and what Citus has made of the tables do not count.
     */
    public static String of(Catalog catalog, Collection<QualifiedName> tables) {
        return tables.stream()
                .distinct()
                .sorted()
                .map(table -> table.quoted() + " " + hash(text(catalog, table)))
                .collect(Collectors.joining("\n"));
    }

    /** The tables of a fingerprint that are not as they were then. */
    public static List<QualifiedName> changed(Catalog catalog, String fingerprint) {
        return fingerprint
                .lines()
                .map(line -> line.substring(0, Math.max(0, line.lastIndexOf(' '))))
                .flatMap(name -> QualifiedName.parse(name).stream())
                .filter(table -> fingerprint.lines().noneMatch(of(catalog, List.of(table))::equals))
                .toList();
    }

    private static String text(Catalog catalog, QualifiedName name) {
        var lines = new ArrayList<String>();
        catalog.table(name).ifPresent(table -> lines.addAll(lines(table)));
        catalog.foreignKeys().stream()
                .filter(key -> key.parentOid() == null)
                .filter(key -> name.equals(key.table()) || name.equals(key.referenced()))
                .forEach(key -> lines.add(key.table() + " references " + key.name() + " " + key.definition()));
        lines.sort(null);
        return String.join("\n", lines);
    }

    private static List<String> lines(Table table) {
        var lines = new ArrayList<String>();
        String name = table.name() + " ";
        lines.add(name + table.kind() + " " + table.partitionKey() + " " + table.partitionBound());
        table.columns()
                .forEach(column -> lines.add(name + "column " + column.name() + " " + column.type() + " "
                        + column.collation() + " " + column.notNull() + " " + column.defaultValue() + " "
                        + column.identity() + " " + column.generation()));
        table.keys().forEach(key -> lines.add(name + "key " + key.name() + " " + key.definition()));
        table.checks().forEach(check -> lines.add(name + "check " + check.name() + " " + check.definition()));
        table.indexes().forEach(index -> lines.add(name + "index " + index.definition()));
        table.triggers().forEach(trigger -> lines.add(name + "trigger " + trigger.definition()));
        table.policies().forEach(policy -> lines.add(name + "policy " + policy.name() + " " + policy.using()));
        return lines;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

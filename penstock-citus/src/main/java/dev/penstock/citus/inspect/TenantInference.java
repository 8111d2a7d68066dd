package dev.penstock.citus.inspect;

import static dev.penstock.citus.failure.CitusErrorCode.TENANT_COLUMN_UNKNOWN;
import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.failure.CitusException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds out what tells tenants apart, from names, types and foreign keys. Pure. */
final class TenantInference {

    /** What tenants are called where nobody says. */
    private static final Set<String> USUAL = Set.of(
            "tenant", "organization", "organisation", "org", "account", "company", "workspace", "customer", "client");

    private final Catalog catalog;
    private final Map<Long, Table> tables;

    private TenantInference(Catalog catalog) {
        this.catalog = catalog;
        this.tables = catalog.byOid();
    }

    /**
     * @param column in any spelling
     * @param type as it was asked for; null for the root's, or else the most frequent one
     */
    static TenantKey infer(Catalog catalog, String column, @Nullable String type) {
        return new TenantInference(catalog).key(column, type);
    }

    private TenantKey key(String column, @Nullable String type) {
        var name = new TenantKey(column, "", null, null, "");
        var having = columns().filter(each -> name.isMeantBy(each.name())).toList();
        var votes = catalog.foreignKeys().stream()
                .filter(key -> key.columns().size() == 1
                        && name.isMeantBy(key.columns().getFirst()))
                .filter(key -> !key.selfReference() && tables.containsKey(key.referencedOid()))
                .filter(key -> key.parentOid() == null)
                .toList();
        var referenced = mostFrequent(votes, ForeignKey::referencedOid).map(tables::get);
        var root = referenced.or(() -> namedLike(column));
        String rootColumn = referenced
                .flatMap(table -> mostFrequent(
                        votes.stream()
                                .filter(vote -> vote.referencedOid() == table.oid())
                                .toList(),
                        vote -> vote.referencedColumns().getFirst()))
                .or(() -> root.flatMap(TenantInference::soleKeyColumn))
                .orElse(null);
        if (having.isEmpty() && root.isEmpty()) {
            throw new CitusException(
                    TENANT_COLUMN_UNKNOWN,
                    "no table has a column like " + column
                            + ", and none is named like it; name the tenant's column with"
                            + " --column, candidates are: " + candidates());
        }
        String found = type != null ? type : type(root, rootColumn, having);
        long with = having.stream().map(Column::tableOid).distinct().count();
        String evidence = with + " of " + wholeTables().size() + " tables have the column"
                + (referenced.isPresent()
                        ? ", " + votes.size() + " foreign keys on it lead to the root"
                        : root.isPresent() ? ", the root is taken by its name" : ", no root table was found");
        return new TenantKey(column, found, root.map(Table::name).orElse(null), rootColumn, evidence);
    }

    private static String type(Optional<Table> root, @Nullable String rootColumn, List<Column> having) {
        return root.flatMap(table -> rootColumn == null ? Optional.empty() : table.column(rootColumn))
                .map(Column::type)
                .or(() -> mostFrequent(having, Column::type))
                .orElseThrow();
    }

    /** The usual names that columns have, each in its most frequent spelling, by their text. */
    static List<String> usual(Catalog catalog) {
        return new TenantInference(catalog)
                        .columns()
                        .filter(column -> USUAL.contains(TenantKey.meaning(column.name())))
                        .collect(groupingBy(column -> TenantKey.meaning(column.name())))
                        .entrySet()
                        .stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry ->
                                mostFrequent(entry.getValue(), Column::name).orElseThrow())
                        .toList();
    }

    /**
     * A refusal to choose.
     *
     * @param why not
     */
    static CitusException undecided(Catalog catalog, String why) {
        return new CitusException(
                TENANT_COLUMN_UNKNOWN,
                why + "; name it with --column, candidates are: " + new TenantInference(catalog).candidates());
    }

    /** How many tables have the identifying column that most tables have. */
    static long mostCarried(Catalog catalog) {
        return new TenantInference(catalog)
                .identifying().values().stream().max(Long::compare).orElse(0L);
    }

    /** The identifying columns that most tables have. */
    private String candidates() {
        String list = identifying().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(5)
                .map(entry -> entry.getKey() + " (" + entry.getValue() + " tables)")
                .collect(joining(", "));
        return list.isEmpty() ? "none" : list;
    }

    private Map<String, Long> identifying() {
        return columns()
                .filter(column -> TenantKey.identifies(column.name()) || USUAL.contains(column.name()))
                .filter(column -> !TenantKey.meaning(column.name()).equals("id"))
                .collect(groupingBy(Column::name, counting()));
    }

    private Optional<Table> namedLike(String column) {
        String meaning = TenantKey.meaning(column);
        var plural = new HashSet<>(Set.of(meaning, meaning + "s", meaning + "es"));
        if (meaning.endsWith("y")) {
            plural.add(meaning.substring(0, meaning.length() - 1) + "ies");
        }
        return wholeTables().stream()
                .filter(table -> plural.contains(TenantKey.meaning(table.name().name())))
                .filter(table -> soleKeyColumn(table).isPresent())
                .min(comparing(Table::name));
    }

    private static Optional<String> soleKeyColumn(Table table) {
        return table.primaryKey()
                .map(Key::columns)
                .filter(columns -> columns.size() == 1)
                .map(List::getFirst);
    }

    private Stream<Column> columns() {
        return wholeTables().stream().flatMap(table -> table.columns().stream());
    }

    private List<Table> wholeTables() {
        return catalog.tables().stream()
                .filter(table -> table.partitionOf() == null && table.extension() == null)
                .toList();
    }

    /** The first of those that are equally frequent, by their text, so that the answer does not change by itself. */
    private static <T, K extends Comparable<K>> Optional<K> mostFrequent(List<T> all, Function<T, K> key) {
        return all.stream().collect(groupingBy(key, counting())).entrySet().stream()
                .min(Map.Entry.<K, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
    }
}

package dev.penstock.citus.inspect;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * Weaker than {@link Links}: what the names of a table's columns could mean when nothing else leads it to a tenant. Each is asked
 * about, never taken for granted. Pure.
 */
final class Suggestions {

    private static final Set<String> KINDS = Set.of("type", "kind", "class", "table", "model");

    /** A reason, but nothing to decide about. */
    static final String UNNAMED = "none of its columns is named like a reference to another table";

    private final List<Table> tables;
    private final Map<String, List<Table>> bySchema;
    private final TenantKey tenant;
    private final LongPredicate tenants;

    /** @param tenants whether a table's rows, by its OID, have a tenant */
    Suggestions(Catalog catalog, TenantKey tenant, LongPredicate tenants) {
        this.tenant = tenant;
        this.tables = catalog.tables().stream()
                .filter(table -> table.partitionOf() == null && table.extension() == null)
                .toList();
        this.bySchema = tables.stream().collect(groupingBy(table -> table.name().schema()));
        this.tenants = tenants;
    }

    /** References that only one reading of the names suggests, to tables with a tenant. */
    List<Link> links(Table table) {
        return Stream.concat(byWholeKey(table).stream(), byEnding(table).stream())
                .toList();
    }

    /** Why nothing leads the table to a tenant, one sentence for each column that could be thought to. */
    List<String> reasons(Table table) {
        var reasons = new ArrayList<String>();
        for (Column column : table.columns()) {
            if (TenantKey.identifies(column.name())) {
                reason(table, column).ifPresent(reasons::add);
            }
        }
        for (Table to : neighbours(table)) {
            var rest = keyWithinTenant(to);
            var meant = rest.size() < 2 ? List.<Column>of() : meant(table, to, rest);
            if (!meant.isEmpty()) {
                reasons.add(withinTenant(
                        meant.stream()
                                .map(column -> Identifier.quoted(column.name()))
                                .collect(joining(", ")),
                        to));
            }
        }
        if (reasons.isEmpty()) {
            reasons.add(UNNAMED);
        }
        return reasons;
    }

    private Optional<String> reason(Table table, Column column) {
        String name = Identifier.quoted(column.name());
        var kind = kindBeside(table, column);
        if (kind.isPresent()) {
            return Optional.of(name + " refers to rows of several tables, " + Identifier.quoted(kind.get())
                    + " says which: no one foreign key can lead to their tenant");
        }
        String meaning = TenantKey.meaning(column.name());
        var candidates = near(table, column).toList();
        if (candidates.isEmpty()) {
            boolean own = table.primaryKey()
                    .map(key -> key.columns().equals(List.of(column.name())))
                    .orElse(false);
            return own
                    ? Optional.empty()
                    : Optional.of(name + " is not named like any table: no " + meaning + " is there");
        }
        if (candidates.size() > 1) {
            return Optional.of(name + " could mean any of "
                    + candidates.stream().map(each -> each.name().toString()).collect(joining(", ")));
        }
        var to = candidates.getFirst();
        var key = to.primaryKey().map(Key::columns).orElse(List.of());
        if (keyWithinTenant(to).size() == 1) {
            return Optional.of(withinTenant(name, to));
        }
        if (key.size() != 1) {
            return Optional.of(name + " seems to mean " + to.name() + ", whose primary key has "
                    + (key.isEmpty() ? "no column" : key.size() + " columns"));
        }
        var target = to.column(key.getFirst()).orElseThrow();
        if (target.typeOid() != column.typeOid()) {
            return Optional.of(name + " is " + column.type() + " and seems to mean " + to.name() + ", whose key is "
                    + target.type());
        }
        return Optional.of(name + " seems to mean " + to.name() + ", which has no tenant either");
    }

    /** {@code dag_id, dag_at} for the key {@code id, at} of {@code dag}. */
    private List<Link> byWholeKey(Table from) {
        var links = new ArrayList<Link>();
        for (Table to : neighbours(from)) {
            var key = to.primaryKey().map(Key::columns).orElse(List.of());
            if (key.size() < 2 || to.oid() == from.oid() || !tenants.test(to.oid())) {
                continue;
            }
            var meant = meant(from, to, key);
            if (!meant.isEmpty()) {
                links.add(link(from, meant, to, key));
            }
        }
        return links;
    }

    /** The columns that are named like these parts of the other's key, or none when one of them is missing. */
    private static List<Column> meant(Table from, Table to, List<String> parts) {
        var meant = new LinkedHashSet<Column>();
        for (String part : parts) {
            var target = to.column(part).orElseThrow();
            from.columns().stream()
                    .filter(column -> column.typeOid() == target.typeOid())
                    .filter(column -> bare(column.name()).equals(singular(to) + bare(part)))
                    .findFirst()
                    .ifPresent(meant::add);
        }
        return meant.size() == parts.size() ? List.copyOf(meant) : List.of();
    }

    /** What tells the rows of one tenant apart in a table that is distributed by it; else nothing. */
    private List<String> keyWithinTenant(Table table) {
        var key = table.primaryKey().map(Key::columns).orElse(List.of());
        return table.distribution().distributed() && key.stream().anyMatch(tenant::isMeantBy)
                ? key.stream().filter(part -> !tenant.isMeantBy(part)).toList()
                : List.of();
    }

    private String withinTenant(String columns, Table to) {
        String column = Identifier.quoted(tenant.column());
        return columns + " would mean " + to.name() + ", which is distributed: without " + column
                + " it may be rows of several tenants, so fill in " + column + " yourself, or undistribute "
                + to.name() + " and plan both together";
    }

    /** {@code user_id} for the key of {@code tb_user}, when that is the only table whose name ends so. */
    private List<Link> byEnding(Table from) {
        var links = new ArrayList<Link>();
        for (Column column : from.columns()) {
            if (!TenantKey.identifies(column.name()) || kindBeside(from, column).isPresent()) {
                continue;
            }
            var candidates = near(from, column).toList();
            if (candidates.size() != 1) {
                continue;
            }
            var to = candidates.getFirst();
            var key = to.primaryKey().map(Key::columns).orElse(List.of());
            if (key.size() == 1
                    && tenants.test(to.oid())
                    && to.column(key.getFirst()).orElseThrow().typeOid() == column.typeOid()) {
                links.add(link(from, List.of(column), to, key));
            }
        }
        return links;
    }

    /**
     * Tables named like what the column refers to, or else those whose name ends so behind a separator; those that have a tenant
     * before those that have none.
     */
    private Stream<Table> near(Table from, Column column) {
        String meaning = TenantKey.meaning(column.name());
        if (meaning.isEmpty()) {
            return Stream.empty();
        }
        var same = neighbours(from).stream()
                .filter(to -> to.oid() != from.oid() && singular(to).equals(meaning))
                .toList();
        if (same.stream().anyMatch(to -> tenants.test(to.oid()))) {
            return same.stream();
        }
        var ending = neighbours(from).stream()
                .filter(to -> to.oid() != from.oid() && endsWith(to, meaning))
                .toList();
        var leading = ending.stream().filter(to -> tenants.test(to.oid())).toList();
        if (!leading.isEmpty()) {
            return leading.stream();
        }
        return same.isEmpty() ? ending.stream() : same.stream();
    }

    /** Whether the table is called so, or its name ends so behind a separator. */
    static boolean namedLike(Table table, String meaning) {
        return singular(table).equals(meaning) || endsWith(table, meaning);
    }

    private static boolean endsWith(Table table, String meaning) {
        String[] words = table.name().name().split("[^\\p{L}\\p{N}]+|(?<=\\p{Ll})(?=\\p{Lu})");
        for (int from = 1; from < words.length; from++) {
            String ending = String.join("", List.of(words).subList(from, words.length));
            if (Links.singular(bare(ending)).equals(meaning)) {
                return true;
            }
        }
        return false;
    }

    /** The column that says which table the other refers to: {@code entity_type} beside {@code entity_id}. */
    private static Optional<String> kindBeside(Table table, Column column) {
        String meaning = TenantKey.meaning(column.name());
        return table.columns().stream()
                .map(Column::name)
                .filter(name -> KINDS.stream().anyMatch(kind -> bare(name).equals(meaning + kind)))
                .findFirst();
    }

    private static Link link(Table from, List<Column> columns, Table to, List<String> key) {
        return new Link(
                from,
                columns.stream().map(Column::name).toList(),
                to,
                key,
                columns.stream().anyMatch(column -> !column.notNull()),
                null);
    }

    private List<Table> neighbours(Table table) {
        return bySchema.getOrDefault(table.name().schema(), tables);
    }

    private static String singular(Table table) {
        return Links.singular(bare(table.name().name()));
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}

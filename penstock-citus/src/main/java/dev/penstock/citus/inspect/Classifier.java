package dev.penstock.citus.inspect;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.inspect.TenantSource.Cast;
import dev.penstock.citus.inspect.TenantSource.None;
import dev.penstock.citus.inspect.TenantSource.Own;
import dev.penstock.citus.inspect.TenantSource.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides by the catalogs alone what each table would be. Pure. */
public final class Classifier {

    private final Catalog catalog;
    private final TenantKey tenant;
    private final Map<Long, Table> tables;
    private final List<Link> known;
    private final List<Link> links;
    private final TenantColumns columns;
    private final Map<Long, TenantSource> columnSources;
    private final Paths paths;
    private final Suggestions suggestions;
    private final Map<Long, TableClass> drafts = new HashMap<>();
    private final Obstacles obstacles;

    private Classifier(Catalog catalog, TenantKey tenant) {
        this.catalog = catalog;
        this.tenant = tenant;
        this.tables = catalog.byOid();
        this.known = Links.of(catalog);
        this.columns = new TenantColumns(tenant, known);
        this.columnSources = whole().flatMap(
                        table -> columns.source(table).map(source -> Map.entry(table.oid(), source)).stream())
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
        var certain = withOwners(known, new Paths(known, columnSources.keySet()));
        this.suggestions = new Suggestions(
                catalog,
                tenant,
                table -> columnSources.containsKey(table) || !certain.of(table).isEmpty());
        var suggested = suggested(certain);
        this.links = Stream.concat(known.stream(), suggested.stream()).toList();
        this.paths = suggested.isEmpty() ? certain : withOwners(links, new Paths(links, columnSources.keySet()));
        this.obstacles = new Obstacles(catalog);
    }

    /**
     * Every table's verdict.
     *
     * @param column the tenant's, in any spelling; null to look for the usual names
     * @param type of the tenant; null for that of the root's key, or else the most frequent one
     */
    public static Classification classify(Catalog catalog, @Nullable String column, @Nullable String type) {
        return (column == null ? likeliest(catalog, type) : by(catalog, column, type)).classify();
    }

    private static Classifier by(Catalog catalog, String column, @Nullable String type) {
        return new Classifier(catalog, TenantInference.infer(catalog, column, type));
    }

    /** The usual name that reaches most tables; refused when another does about as well, or when it reaches only a corner. */
    private static Classifier likeliest(Catalog catalog, @Nullable String type) {
        var ranked = TenantInference.usual(catalog).stream()
                .map(name -> by(catalog, name, type))
                .sorted(Comparator.comparingLong(Classifier::reach).reversed())
                .toList();
        if (ranked.isEmpty()) {
            throw TenantInference.undecided(catalog, "no column has a usual name of tenants");
        }
        var best = ranked.getFirst();
        boolean clear = ranked.stream()
                .skip(1)
                .allMatch(other -> best.reach() >= 2 * other.reach() || (best.above(other) && !other.above(best)));
        if (!clear) {
            throw TenantInference.undecided(catalog, "several columns could be the tenant's");
        }
        if (best.reach() < TenantInference.mostCarried(catalog)) {
            throw TenantInference.undecided(
                    catalog,
                    "no column is clearly the tenant's: " + best.tenant.column() + " leads to " + best.reach()
                            + " tables, fewer than others");
        }
        return best;
    }

    /**
     * How many tables have the tenant or a way to it, beside the root. Where no table is the root only the tables that have the column
     * count: every table is a way from some attribute, such as the number that a payment service gave to each tenant. Nothing but
     * the tenant is called so.
     */
    private long reach() {
        return tenant.root() == null && !tenant.isMeantBy("tenant")
                ? columnSources.size()
                : whole().filter(table -> !tenant.isRoot(table.name()) && !(source(table) instanceof None))
                        .count();
    }

    /** Whether the rows of the other's root belong to this tenant: a workspace to its organization. */
    private boolean above(Classifier other) {
        var root = other.tenant.root();
        return root != null
                && !tenant.isRoot(root)
                && catalog.table(root)
                        .map(table -> !(source(table) instanceof None))
                        .orElse(false);
    }

    private Classification classify() {
        draft();
        var verdicts = new HashMap<Long, Verdict>();
        whole().forEach(table -> verdicts.put(table.oid(), verdict(table)));
        return new Classification(
                tenant,
                links,
                catalog.tables().stream().map(table -> verdict(table, verdicts)).toList());
    }

    /** What belongs to rows with a tenant may have parts of its own, so as often as something is found. */
    private Paths withOwners(List<Link> declared, Paths over) {
        var all = new ArrayList<>(declared);
        var found = over;
        while (true) {
            var known = found;
            var owners = Owners.of(
                            catalog,
                            table -> !columnSources.containsKey(table) && !known.certain(table),
                            (table, without) -> columnSources.containsKey(table) || known.reaches(table, without))
                    .stream()
                    .filter(owner -> !all.contains(owner))
                    .toList();
            if (owners.isEmpty()) {
                return found;
            }
            all.addAll(owners);
            found = new Paths(all, columnSources.keySet());
        }
    }

    /** Of tables that would stay local otherwise: what tables of tenants refer to is shared, whatever its columns are called. */
    private List<Link> suggested(Paths certain) {
        LongPredicate tenants =
                table -> columnSources.containsKey(table) || !certain.of(table).isEmpty();
        var shared = referredToBy(known, tenants);
        return whole().filter(table -> table.extension() == null && !shared.contains(table.oid()))
                .flatMap(table -> suggestions.links(table).stream())
                .toList();
    }

    /** Classes without regard to obstacles: what hinders a table depends on what its neighbours would be. */
    private void draft() {
        var referred =
                referredToBy(links, table -> !(source(Objects.requireNonNull(tables.get(table))) instanceof None));
        whole().forEach(table -> drafts.put(
                table.oid(),
                !(source(table) instanceof None)
                        ? TableClass.READY
                        : referred.contains(table.oid()) ? TableClass.REFERENCE : TableClass.LOCAL));
        catalog.tables().stream()
                .filter(table -> table.partitionOf() != null)
                .forEach(table -> drafts.put(
                        table.oid(), drafts.getOrDefault(topmost(table).oid(), TableClass.LOCAL)));
    }

    /** What tables of tenants refer to, and what that refers to: a reference table may only refer to its like. */
    private Set<Long> referredToBy(List<Link> links, LongPredicate tenants) {
        var byTable = links.stream()
                .filter(Link::declared)
                .collect(groupingBy(link -> link.from().oid()));
        var open = new ArrayDeque<Long>(
                whole().map(Table::oid).filter(tenants::test).toList());
        var seen = new HashSet<Long>(open);
        while (!open.isEmpty()) {
            byTable.getOrDefault(open.remove(), List.of()).stream()
                    .map(link -> link.to().oid())
                    .filter(seen::add)
                    .forEach(open::add);
        }
        return seen;
    }

    /** Of a partition: as its parent, because Citus distributes them together. */
    private Verdict verdict(Table table, Map<Long, Verdict> verdicts) {
        if (table.partitionOf() == null) {
            return Objects.requireNonNull(verdicts.get(table.oid()));
        }
        var parent = topmost(table);
        var verdict = verdicts.get(parent.oid());
        return verdict == null
                ? new Verdict(
                        table,
                        TableClass.LOCAL,
                        "partition of a table of another schema",
                        new None(),
                        new None(),
                        List.of(),
                        List.of())
                : new Verdict(
                        table,
                        verdict.tableClass(),
                        "partition of " + parent.name(),
                        verdict.source(),
                        verdict.fallback(),
                        List.of(),
                        List.of());
    }

    private Verdict verdict(Table table) {
        var source = source(table);
        var others = otherPaths(table);
        var fallback = fallback(table, source);
        if (table.extension() != null) {
            return new Verdict(
                    table,
                    drafts.getOrDefault(table.oid(), TableClass.LOCAL),
                    "belongs to extension " + table.extension(),
                    source,
                    fallback,
                    List.of(),
                    List.of());
        }
        var notes = new ArrayList<Note>();
        if (source instanceof None) {
            boolean reference = drafts.get(table.oid()) == TableClass.REFERENCE;
            if (reference) {
                notes.addAll(obstacles.ofReference(table, drafts));
            } else if (!suggestions.reasons(table).contains(Suggestions.UNNAMED)) {
                notes.add(Note.note("if its rows have a tenant: declare the foreign key that leads there (NOT VALID is"
                        + " enough) or give it a column " + Identifier.quoted(tenant.column()) + ", and look again;"
                        + " if all tenants share them: plan with --reference " + table.name()));
            }
            return settled(
                    table,
                    reference ? TableClass.REFERENCE : TableClass.LOCAL,
                    whyWithoutTenant(table, reference),
                    source,
                    fallback,
                    others,
                    notes);
        }
        notes.addAll(obstacles.ofDistributed(table, column(source), drafts));
        notes.addAll(ambiguity(table, source, others));
        return settled(table, classOf(source), why(table, source), source, fallback, others, notes);
    }

    /** What Citus has made of the table already, and what it refuses, go before what it could be. */
    private Verdict settled(
            Table table,
            TableClass tableClass,
            String why,
            TenantSource source,
            TenantSource fallback,
            List<Path> others,
            List<Note> notes) {
        var verdict = new Verdict(table, tableClass, why, source, fallback, others, notes);
        var distribution = table.distribution();
        if (distribution.distributed()) {
            return Placed.of(verdict);
        }
        return verdict.notes().stream()
                .filter(note -> note.weight() == Note.Weight.BLOCKS)
                .findFirst()
                .map(note -> verdict.as(TableClass.BLOCKED, note.text()))
                .orElse(verdict);
    }

    private static TableClass classOf(TenantSource source) {
        return switch (source) {
            case Own own -> TableClass.READY;
            case Cast cast -> TableClass.NEEDS_BACKFILL;
            case Path path -> TableClass.NEEDS_BACKFILL;
            case None none -> TableClass.LOCAL;
        };
    }

    private String why(Table table, TenantSource source) {
        return switch (source) {
            case Own own when tenant.isRoot(table.name()) -> "the root: one row for each tenant";
            case Own own
            when own.column().notNull() -> "column of type " + own.column().type() + ", not null";
            case Own own -> "column of type " + own.column().type() + ", may be null";
            case Cast cast -> "column is " + cast.column().type() + ", the tenant is " + cast.toType();
            case Path path -> "no column; found over " + path;
            case None none -> "";
        };
    }

    private String whyWithoutTenant(Table table, boolean reference) {
        if (!reference) {
            return "no tenant, and no table of a tenant refers to it: " + String.join("; ", suggestions.reasons(table));
        }
        long direct = links.stream()
                .filter(link -> link.declared() && link.to().oid() == table.oid())
                .filter(link -> !(source(link.from()) instanceof None))
                .count();
        return direct > 0
                ? "no tenant; " + direct + (direct == 1 ? " foreign key" : " foreign keys")
                        + " of tenants' tables refer to it"
                : "no tenant; a reference table refers to it";
    }

    private List<Note> ambiguity(Table table, TenantSource source, List<Path> others) {
        var notes = new ArrayList<Note>();
        if (source instanceof Path path) {
            others.stream()
                    .filter(other -> other.asGoodAs(path))
                    .map(other -> Note.decide("another way to a tenant is just as good: " + other))
                    .forEach(notes::add);
            if (path.links().stream().anyMatch(link -> !link.declared())) {
                notes.add(Note.decide("the way to its tenant rests on names alone: confirm it with the decision that a"
                        + " plan asks for, or declare the foreign key (NOT VALID is enough)"));
            }
            if (path.backwards()) {
                notes.add(Note.decide("its tenant is that of the one row that refers to it, and that comes later: the"
                        + " application must write the tenant when it inserts"));
            }
        }
        if (source instanceof Own own && !tenant.isRoot(table.name())) {
            columns.toRoot(table).stream()
                    .filter(key -> !key.columns().getFirst().equals(own.column().name()))
                    .map(key -> Note.note("column " + key.columns().getFirst() + " refers to the root too"))
                    .forEach(notes::add);
        }
        return notes;
    }

    private TenantSource source(Table table) {
        var column = columnSources.get(table.oid());
        if (column != null) {
            return column;
        }
        return paths.of(table.oid()).stream()
                .findFirst()
                .<TenantSource>map(path -> path)
                .orElseGet(None::new);
    }

    private List<Path> otherPaths(Table table) {
        var all = paths.of(table.oid());
        return columnSources.containsKey(table.oid()) || all.isEmpty() ? List.of() : all.subList(1, all.size());
    }

    /** For rows whose column is NULL: another column that says the same, or foreign keys that do not rest on it. */
    private TenantSource fallback(Table table, TenantSource source) {
        if (!(source instanceof Own own) || own.column().notNull()) {
            return new None();
        }
        var sibling = columns.beside(own.column(), table);
        return sibling.or(() -> paths.of(table.oid()).stream()
                        .filter(path -> !path.links()
                                .getFirst()
                                .columns()
                                .contains(own.column().name()))
                        .findFirst())
                .orElseGet(None::new);
    }

    private static @Nullable Column column(TenantSource source) {
        return switch (source) {
            case Own own -> own.column();
            case Cast cast -> cast.column();
            case Path path -> null;
            case None none -> null;
        };
    }

    private Stream<Table> whole() {
        return catalog.tables().stream().filter(table -> table.partitionOf() == null);
    }

    private Table topmost(Table table) {
        var at = table;
        while (at.partitionOf() != null && tables.containsKey(at.partitionOf())) {
            at = Objects.requireNonNull(tables.get(at.partitionOf()));
        }
        return at;
    }
}

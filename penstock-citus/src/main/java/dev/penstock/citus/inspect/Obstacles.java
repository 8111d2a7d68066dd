package dev.penstock.citus.inspect;

import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Check;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.DistributionState;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.Index;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.Policy;
import dev.penstock.citus.catalog.Sequence;
import dev.penstock.citus.catalog.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Citus refuses about a table, or changes. Pure. */
final class Obstacles {

    /** Citus puts a shard's number behind it, and hashes what then is too long. */
    private static final int NAME_BYTES = 50;

    private final Catalog catalog;
    private final Map<Long, Table> tables;
    private final Map<Long, List<ForeignKey>> outbound;
    private final Map<Long, List<ForeignKey>> inbound;
    private final Set<Long> parents = new HashSet<>();
    private final Set<Long> partitionedTwice = new HashSet<>();

    Obstacles(Catalog catalog) {
        this.catalog = catalog;
        this.tables = catalog.byOid();
        this.outbound = catalog.outbound();
        this.inbound = catalog.inbound();
        for (var table : catalog.tables()) {
            parents.addAll(table.inherits());
            if (table.partitionOf() != null && table.kind() == Table.Kind.PARTITIONED) {
                partitionedTwice.add(table.partitionOf());
            }
        }
    }

    /**
     * Of a table that would be distributed.
     *
     * @param tenant its tenant's column, null when there is none yet
     * @param classes of all tables, blocked or not
     */
    List<Note> ofDistributed(Table table, @Nullable Column tenant, Map<Long, TableClass> classes) {
        return Stream.<List<Note>>of(
                        refusedKind(table),
                        tenant == null ? List.of() : refusedColumn(tenant),
                        keys(table, tenant),
                        references(table, tenant, classes),
                        referrers(table, classes),
                        attached(table),
                        sequences(table),
                        remarks(table))
                .flatMap(List::stream)
                .toList();
    }

    /** Of a table that every node would get a copy of. */
    List<Note> ofReference(Table table, Map<Long, TableClass> classes) {
        var notes = new ArrayList<Note>(refusedKind(table));
        if (table.kind() == Table.Kind.PARTITIONED) {
            notes.add(Note.blocks("partitioned: Citus refuses partitioned reference tables"));
        }
        attached(table).forEach(notes::add);
        Long rows = table.estimatedRows();
        if ((rows != null && rows > 1_000_000) || table.bytes() > 256L << 20) {
            notes.add(Note.decide(
                    "large for a reference table: every node keeps a copy, every write goes to all of them"));
        }
        for (var key : inbound.getOrDefault(table.oid(), List.of())) {
            var from = tables.get(key.tableOid());
            if (from != null && !key.selfReference() && classes.get(from.oid()) == TableClass.LOCAL) {
                notes.add(Note.note("foreign key " + key.name() + " of " + from.name()
                        + ", which stays local: Citus takes that table into its metadata by itself, and resets identity"
                        + " columns there"));
            }
        }
        return notes;
    }

    private List<Note> refusedKind(Table table) {
        var notes = new ArrayList<Note>();
        if (table.kind() == Table.Kind.FOREIGN) {
            notes.add(Note.blocks("a foreign table: its rows are elsewhere"));
        }
        if (table.persistence() == Table.Persistence.TEMPORARY) {
            notes.add(Note.blocks("a temporary table"));
        }
        if (!table.inherits().isEmpty()) {
            notes.add(Note.blocks("inherits from " + names(table.inherits()) + ": Citus refuses inheritance"));
        }
        if (parents.contains(table.oid())) {
            notes.add(Note.blocks("other tables inherit from it: Citus refuses inheritance"));
        }
        if (partitionedTwice.contains(table.oid())) {
            notes.add(Note.blocks("its partitions are partitioned again: Citus takes one level"));
        }
        if (table.distribution().state() == DistributionState.CITUS_LOCAL
                && table.columns().stream().anyMatch(Obstacles::isIdentity)) {
            notes.add(Note.blocks(
                    "in Citus' metadata already, with an identity column: Citus cannot distribute such a table,"
                            + " undistribute_table it first"));
        }
        for (Policy policy : ofWhole(table, Table::policies)) {
            if (policy.subquery()) {
                notes.add(Note.blocks("policy " + Identifier.quoted(policy.name())
                        + " has a sub-query, which Citus refuses; use current_setting instead"));
            }
        }
        return notes;
    }

    private static List<Note> refusedColumn(Column tenant) {
        if (tenant.generated() != Column.Generated.NONE) {
            return List.of(Note.blocks("column " + Identifier.quoted(tenant.name())
                    + " is generated: Citus does not distribute by computed columns"));
        }
        return tenant.hashable()
                ? List.of()
                : List.of(Note.blocks("type " + tenant.type() + " of column " + Identifier.quoted(tenant.name())
                        + " has no hash operator class: Citus cannot distribute by it"));
    }

    private List<Note> keys(Table table, @Nullable Column tenant) {
        String column = tenant == null ? "" : tenant.name();
        var notes = new ArrayList<Note>();
        for (Index index : table.indexes()) {
            if (index.parentOid() != null || index.keyColumns().contains(column)) {
                continue;
            }
            if (index.primary()) {
                notes.add(Note.note("primary key " + columns(index) + " gets the tenant"));
            } else if (index.unique()) {
                notes.add(Note.decide("unique " + Identifier.quoted(index.name()) + " " + columns(index)
                        + partial(index) + lacks(index, column)));
            }
        }
        catalog.partitions(table).stream()
                .flatMap(part -> part.indexes().stream())
                .filter(index -> index.unique()
                        && index.parentOid() == null
                        && !index.keyColumns().contains(column))
                .map(index -> Note.decide(
                        "unique " + columns(index) + partial(index) + " of partitions alone" + lacks(index, column)))
                .distinct()
                .forEach(notes::add);
        for (Key key : ofWhole(table, Table::keys)) {
            int at = key.columns().indexOf(column);
            boolean equal = at >= 0
                    && key.operators().size() > at
                    && key.operators().get(at).equals("=");
            if (key.kind() == Key.Kind.EXCLUSION && key.parentOid() == null && !equal) {
                notes.add(Note.decide("exclusion constraint " + Identifier.quoted(key.name())
                        + " does not compare the tenant by =: it would hold within a tenant only"));
            }
        }
        return notes;
    }

    private static String lacks(Index index, String column) {
        if (index.includes(column)) {
            return " carries the tenant as INCLUDE only: Citus lets that pass and then checks each shard by itself";
        }
        return " lacks the tenant: it would hold within a tenant only";
    }

    private List<Note> references(Table table, @Nullable Column tenant, Map<Long, TableClass> classes) {
        var notes = new ArrayList<Note>();
        for (ForeignKey key : outbound.getOrDefault(table.oid(), List.of())) {
            var target = classes.get(key.referencedOid());
            String name = "foreign key " + Identifier.quoted(key.name()) + " to " + key.referenced();
            if (target == null) {
                notes.add(Note.decide(
                        name + " leads out of the inspected schemas: inspect that one too, or drop the key"));
                continue;
            }
            boolean ofTenant = tenant != null && key.columns().contains(tenant.name());
            boolean withTenant = target.tenants() || ofTenant;
            if (withTenant && sets(key.onDelete())) {
                notes.add(Note.decide(name + " is ON DELETE " + words(key.onDelete())
                        + ", which Citus refuses where the tenant is part of the key"));
            }
            if (withTenant && (key.onUpdate() == ForeignKey.Action.CASCADE || sets(key.onUpdate()))) {
                notes.add(Note.decide(name + " is ON UPDATE " + words(key.onUpdate())
                        + ", which Citus refuses where the tenant is part of the key"));
            }
            if (!key.validated()) {
                notes.add(Note.note(name + " is NOT VALID: rows may refer to nothing"));
            }
        }
        return notes;
    }

    private List<Note> referrers(Table table, Map<Long, TableClass> classes) {
        return inbound.getOrDefault(table.oid(), List.of()).stream()
                .filter(key -> {
                    var from = classes.get(key.tableOid());
                    return from == null || !from.tenants();
                })
                .map(key -> Note.decide("foreign key " + Identifier.quoted(key.name()) + " of " + key.table()
                        + " refers to it, and that table "
                        + (classes.containsKey(key.tableOid()) ? "would not be distributed" : "was not inspected")
                        + ": Citus would check the key only half"))
                .toList();
    }

    /** Of the table and its partitions. */
    private <T> List<T> ofWhole(Table table, Function<Table, List<T>> things) {
        return catalog.whole(table).stream().map(things).flatMap(List::stream).toList();
    }

    private List<Note> attached(Table table) {
        var notes = new ArrayList<Note>();
        ofWhole(table, Table::triggers).stream()
                .filter(trigger -> trigger.parentOid() == null)
                .map(trigger -> "trigger " + Identifier.quoted(trigger.name()) + " calling " + trigger.function()
                        + ": Citus refuses tables with triggers")
                .map(Note::decide)
                .distinct()
                .forEach(notes::add);
        ofWhole(table, Table::rules).stream()
                .map(rule -> "rule " + Identifier.quoted(rule.name()) + ": on Citus it acts on the coordinator only")
                .map(Note::decide)
                .forEach(notes::add);
        return notes;
    }

    private List<Note> sequences(Table table) {
        var notes = new ArrayList<Note>();
        for (Sequence sequence : catalog.sequences()) {
            var draws = sequence.drawnBy();
            if (draws.stream().noneMatch(draw -> draw.tableOid() == table.oid())) {
                continue;
            }
            if (draws.stream().map(Sequence.Draw::type).distinct().count() > 1) {
                notes.add(Note.blocks("sequence " + sequence.name() + " fills columns of different types ("
                        + draws.stream().map(Sequence.Draw::type).distinct().collect(joining(", "))
                        + "): Citus refuses that, split it"));
            }
            draws.stream()
                    .filter(draw -> draw.tableOid() == table.oid())
                    .filter(draw -> draw.type().equals("integer") || draw.type().equals("smallint"))
                    .forEach(draw -> notes.add(Note.decide("column " + Identifier.quoted(draw.column()) + " ("
                            + draw.type() + ") draws from a sequence: inserts through workers need bigint")));
        }
        return notes;
    }

    private List<Note> remarks(Table table) {
        var notes = new ArrayList<Note>();
        add(
                notes,
                table.columns().stream().filter(Obstacles::isIdentity),
                Column::name,
                name -> "identity column " + name + ": once distributed the table cannot be brought back by Citus");
        add(
                notes,
                table.checks().stream().filter(check -> !check.validated() && !check.inherited()),
                Check::name,
                name -> "check " + name + " is NOT VALID: rows that violate it would stop shard moves");
        if (!table.identifiesRows() && table.kind() == Table.Kind.ORDINARY) {
            notes.add(Note.note(
                    "no primary key or replica identity: it stops online moves of its whole colocation group"));
        }
        if (!table.ownerCanLogin()) {
            notes.add(Note.note(
                    "owner " + Identifier.quoted(table.owner()) + " cannot log in, which copying online needs"));
        }
        if (table.name().name().getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
            notes.add(Note.note("its name is so long that the names of its shards are hashed"));
        }
        catalog.views().stream()
                .filter(view -> view.updatable() && view.reads().contains(table.oid()))
                .map(view -> Note.note("view " + view.name() + " can be written through; on Citus it cannot"))
                .forEach(notes::add);
        return notes;
    }

    private static <T> void add(
            List<Note> notes, Stream<T> things, Function<T, String> name, Function<String, String> remark) {
        things.map(name).map(Identifier::quoted).map(remark).map(Note::note).forEach(notes::add);
    }

    private String names(List<Long> oids) {
        return oids.stream()
                .map(tables::get)
                .map(table -> table == null
                        ? "a table of another schema"
                        : table.name().toString())
                .collect(joining(", "));
    }

    private static boolean isIdentity(Column column) {
        return column.identity() != Column.Identity.NONE;
    }

    private static boolean sets(ForeignKey.Action action) {
        return action == ForeignKey.Action.SET_NULL || action == ForeignKey.Action.SET_DEFAULT;
    }

    private static String words(ForeignKey.Action action) {
        return action.name().replace('_', ' ');
    }

    private static String columns(Index index) {
        return index.entries().stream()
                .filter(entry -> !entry.included())
                .map(entry -> entry.column() != null ? Identifier.quoted(entry.column()) : entry.expression())
                .collect(joining(", ", "(", ")"));
    }

    private static String partial(Index index) {
        return index.predicate() == null ? "" : " where " + index.predicate();
    }
}

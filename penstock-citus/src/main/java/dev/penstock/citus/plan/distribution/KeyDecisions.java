package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;
import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Index;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.inspect.Classification;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Decision.Option;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is decided of uniques and exclusion constraints that get the tenant. Those that partitions have of their own are decided
 * together where they are alike.
 */
final class KeyDecisions {

    /** A call of {@code gen_random_uuid}, {@code uuid_generate_v4}, {@code uuidv7} and the like. */
    private static final Pattern GENERATOR = Pattern.compile("(uu|ul)id\\w*\"?\\(", Pattern.CASE_INSENSITIVE);

    private final Planning planning;

    KeyDecisions(Planning planning) {
        this.planning = planning;
    }

    /** Whether a unique goes on to hold over all tenants. */
    boolean overAllTenants(Member member, IndexOn at) {
        var index = at.index();
        if (generated(member, at) || determined(member, index)) {
            return false;
        }
        var options = new ArrayList<Option>();
        options.add(new Option("per-tenant", "two tenants may have equal values"));
        var hindrance = KeyTable.hindrance(planning, member, index);
        if (hindrance.isEmpty()) {
            options.add(new Option(
                    KeyTable.OPTION,
                    "no two tenants have equal values, which the database checks: the keys are copied to every node in a"
                            + " reference table, rows refer to them. Programs insert the key before the row, in one transaction,"
                            + " which is committed on all nodes and fails while one of them is away"));
        }
        String kind = index.primary() ? "primary key " : "unique ";
        String what = columns(index) + (index.predicate() == null ? "" : " where " + index.predicate());
        return KeyTable.OPTION.equals(planning.choices()
                .of(
                        Decision.Kind.GLOBAL_UNIQUE_BECOMES_PER_TENANT,
                        member.name(),
                        subject(member, at.table(), index.name(), kind + what),
                        kind + quoted(index.name()) + " " + what + among(member, at.table())
                                + " holds over all tenants now"
                                + (index.includes(member.column().name())
                                        ? "; it only carries the tenant along, which Citus would let pass and then check in"
                                                + " each shard by itself"
                                        : "")
                                + hindrance
                                        .map(why -> ". " + KeyTable.OPTION + " is not offered: " + why)
                                        .orElse(""),
                        "per-tenant",
                        options.toArray(Option[]::new)));
    }

    void perTenant(Member member, Table table, Key exclusion) {
        planning.choices()
                .of(
                        Decision.Kind.EXCLUSION_BECOMES_PER_TENANT,
                        member.name(),
                        subject(member, table, exclusion.name(), exclusion.definition()),
                        "exclusion constraint " + quoted(exclusion.name()) + among(member, table)
                                + " holds over all tenants now; it is built anew while nobody writes",
                        "per-tenant",
                        new Option("per-tenant", "rows of two tenants may overlap"));
    }

    private static String subject(Member member, Table table, String name, String definition) {
        return table.oid() == member.table().oid() ? name : Names.fit(Names.slug("in partitions " + definition), "");
    }

    private static String among(Member member, Table table) {
        return table.oid() == member.table().oid() ? "" : ", of partition " + table.name() + " and those like it,";
    }

    /** Values that a generator makes do not meet by chance. */
    private boolean generated(Member member, IndexOn at) {
        return at.index().keyColumns().stream()
                .flatMap(name -> at.table().column(name).stream())
                .anyMatch(column -> drawn(at.table(), column)
                        || (column.type().equals("uuid")
                                && !refers(member, at.table(), column.name())
                                && made(at.table(), column)));
    }

    private boolean drawn(Table table, Column column) {
        return column.identity() != Column.Identity.NONE
                || planning.catalog().sequences().stream()
                        .flatMap(sequence -> sequence.drawnBy().stream())
                        .anyMatch(draw ->
                                draw.tableOid() == table.oid() && draw.column().equals(column.name()));
    }

    private boolean refers(Member member, Table table, String column) {
        return planning.catalog().foreignKeys().stream()
                        .anyMatch(key ->
                                key.tableOid() == table.oid() && key.columns().contains(column))
                || planning.inspection().classification().refers(member.table(), column);
    }

    /** By its default, or by the program that makes the row: what identifies a row it does not share with another. */
    private static boolean made(Table table, Column column) {
        String value = column.defaultValue();
        return (value != null && GENERATOR.matcher(value).find())
                || (table.primaryKey()
                                .map(key -> key.columns().equals(List.of(column.name())))
                                .orElse(false)
                        && !Classification.namedLikeReference(table, column.name()));
    }

    /**
     * One of its columns refers to a row of a tenant, and so to the tenant: within the tenant it holds as it did. Rows that refer
     * to nothing are not compared, unless NULL counts as equal.
     */
    private boolean determined(Member member, Index index) {
        var columns = new HashSet<>(index.keyColumns());
        return planning.catalog().foreignKeys().stream()
                .filter(key -> key.tableOid() == member.table().oid() && columns.containsAll(key.columns()))
                .filter(key -> !index.nullsNotDistinct() || notNull(member.table(), key.columns()))
                .map(ForeignKey::referencedOid)
                .anyMatch(to -> planning.member(to).filter(Member::distributed).isPresent());
    }

    private static boolean notNull(Table table, List<String> columns) {
        return columns.stream()
                .allMatch(name -> table.column(name).map(Column::notNull).orElse(false));
    }

    private static String columns(Index index) {
        return index.entries().stream()
                .filter(entry -> !entry.included())
                .map(entry -> entry.column() != null ? quoted(entry.column()) : String.valueOf(entry.expression()))
                .collect(joining(", ", "(", ")"));
    }
}

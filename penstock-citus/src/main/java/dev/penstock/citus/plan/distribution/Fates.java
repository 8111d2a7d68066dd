package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;
import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.DistributionState;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Policy;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.inspect.Classification;
import dev.penstock.citus.inspect.Link;
import dev.penstock.citus.inspect.TableClass;
import dev.penstock.citus.inspect.TenantSource;
import dev.penstock.citus.inspect.Verdict;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Decision.Option;
import dev.penstock.citus.plan.Plan.Fate;
import dev.penstock.citus.plan.Plan.Options;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What becomes of each table. */
final class Fates {

    private static final String OWNED = "owner";
    private static final String SHARED = "reference";
    static final String LEAVE_LOCAL = "leave-local";
    static final String DROP = "drop";

    private final Catalog catalog;
    private final Classification classification;
    private final Options options;
    private final Choices choices;
    private final Set<Long> parents;
    private final Set<Long> partitionedTwice;

    private Fates(Catalog catalog, Classification classification, Options options, Choices choices) {
        this.catalog = catalog;
        this.classification = classification;
        this.options = options;
        this.choices = choices;
        this.parents = catalog.tables().stream()
                .flatMap(table -> table.inherits().stream())
                .collect(Collectors.toSet());
        this.partitionedTwice = catalog.tables().stream()
                .filter(table -> table.partitionOf() != null && table.kind() == Table.Kind.PARTITIONED)
                .map(table -> Objects.requireNonNull(table.partitionOf()))
                .collect(Collectors.toSet());
    }

    /** By OID, in the order of names, without partitions. */
    static Map<Long, Member> of(Catalog catalog, Classification classification, Options options, Choices choices) {
        return new Fates(catalog, classification, options, choices).decide();
    }

    private Map<Long, Member> decide() {
        var wanted = wanted();
        var verdicts = classification.byOid();
        var members = new LinkedHashMap<Long, Member>();
        catalog.tables().stream()
                .filter(table -> table.partitionOf() == null)
                .forEach(table -> members.put(
                        table.oid(), member(table, Objects.requireNonNull(verdicts.get(table.oid())), wanted)));
        return members;
    }

    private Member member(Table table, Verdict verdict, Set<Long> wanted) {
        var already = already(table, verdict);
        if (already.isPresent()) {
            return already.get();
        }
        if (table.extension() != null) {
            return still(table, Fate.UNTOUCHED, "belongs to extension " + table.extension());
        }
        if (options.excluded().contains(table.name())) {
            return still(table, Fate.UNTOUCHED, "excluded");
        }
        if (!wanted.contains(table.oid())) {
            return still(table, Fate.UNTOUCHED, "not asked for, and no foreign key joins it to what was");
        }
        boolean reference = options.references().contains(table.name());
        if (!reference && verdict.source() instanceof TenantSource.None) {
            if (!referred(table, verdict)) {
                return still(table, Fate.LOCAL, verdict.why());
            }
            reference = true;
        }
        if (!reference && sharedThoughOwned(table, verdict)) {
            reference = true;
        }
        var refused = refused(table, verdict, reference);
        if (!refused.isEmpty()) {
            String reasons = String.join("; ", refused);
            String choice = choices.of(
                    Decision.Kind.TABLE_REFUSED,
                    table.name(),
                    "",
                    "Citus cannot " + (reference ? "copy the table to every node: " : "distribute the table: ")
                            + reasons,
                    null,
                    new Option(
                            LEAVE_LOCAL,
                            "it stays on the coordinator; foreign keys between it and distributed tables go"));
            return still(table, LEAVE_LOCAL.equals(choice) ? Fate.LOCAL : Fate.BLOCKED, reasons);
        }
        if (leftLocal(table)) {
            return still(table, Fate.LOCAL, "left on the coordinator by decision");
        }
        if (reference) {
            return large(table) && leftLocalAsLarge(table)
                    ? still(table, Fate.LOCAL, "left on the coordinator by decision")
                    : new Member(table, Fate.REFERENCE, true, null, List.of(), verdict.why());
        }
        return spread(table, verdict);
    }

    private Optional<Member> already(Table table, Verdict verdict) {
        var distribution = table.distribution();
        return switch (distribution.state()) {
            case PLAIN, CITUS_LOCAL -> Optional.empty();
            case LEGACY -> Optional.of(still(table, Fate.BLOCKED, "distributed by range or append already"));
            case SINGLE_SHARD -> Optional.of(still(table, Fate.SCHEMA, "in one shard already"));
            case REFERENCE -> Optional.of(still(table, Fate.REFERENCE, "a reference table already"));
            case HASH -> {
                var column = Optional.ofNullable(distribution.column()).flatMap(table::column);
                boolean byTenant = verdict.tableClass() == TableClass.DISTRIBUTED;
                yield Optional.of(
                        byTenant && column.isPresent()
                                ? new Member(
                                        table,
                                        Fate.DISTRIBUTED,
                                        false,
                                        own(column.get()),
                                        List.of(),
                                        "distributed already")
                                : still(
                                        table,
                                        Fate.BLOCKED,
                                        "distributed by " + distribution.column() + " already; undistribute it first"));
            }
        };
    }

    private Member spread(Table table, Verdict verdict) {
        var ways = new ArrayList<TenantSource>();
        Member.TenantColumn tenant;
        switch (verdict.source()) {
            case TenantSource.Own own -> {
                tenant = own(own.column());
                if (!own.column().notNull() && !(verdict.fallback() instanceof TenantSource.None)) {
                    ways.add(verdict.fallback());
                    if (verdict.fallback() instanceof TenantSource.Path) {
                        verdict.otherPaths().stream().filter(Fates::declared).forEach(ways::add);
                    }
                }
            }
            case TenantSource.Cast cast -> {
                tenant = added(table);
                ways.add(cast);
            }
            case TenantSource.Path path -> {
                tenant = added(table);
                var chosen = paths(table, path, verdict.otherPaths());
                if (chosen.isEmpty()) {
                    return still(table, Fate.LOCAL, "left on the coordinator by decision");
                }
                ways.addAll(chosen);
            }
            case TenantSource.None none -> throw new IllegalStateException("no tenant for " + table.name());
        }
        return new Member(table, Fate.DISTRIBUTED, true, tenant, List.copyOf(ways), verdict.why());
    }

    /** Which references a row's tenant is found over; a decision when no way is better than the others. None: it has no tenant. */
    private List<TenantSource> paths(Table table, TenantSource.Path best, List<TenantSource.Path> others) {
        if (best.backwards()) {
            return Stream.concat(Stream.of(best), others.stream().filter(Fates::declared))
                    .<TenantSource>map(path -> path)
                    .toList();
        }
        boolean byName = !declared(best);
        var equal = others.stream().filter(other -> other.asGoodAs(best)).toList();
        var all = Stream.concat(Stream.of(best), others.stream().filter(Fates::declared))
                .toList();
        boolean perhaps = best.links().stream().anyMatch(Link::nullable);
        if (!byName && equal.isEmpty()) {
            return List.copyOf(perhaps ? all : List.of(best));
        }
        var choices = new ArrayList<Option>();
        var candidates = Stream.concat(Stream.of(best), equal.stream()).toList();
        if (perhaps && all.size() > 1) {
            choices.add(new Option(
                    "first-that-leads",
                    "the first reference that is not null decides: "
                            + all.stream().map(Object::toString).collect(joining(" | "))));
        }
        candidates.forEach(path -> choices.add(new Option(way(path), "the tenant is found over " + path)));
        if (byName) {
            choices.add(new Option(LEAVE_LOCAL, "it has no tenant and stays on the coordinator"));
        }
        String recommended = byName ? null : choices.getFirst().id();
        String choice = this.choices.of(
                Decision.Kind.TENANT_PATH_AMBIGUOUS,
                table.name(),
                "",
                byName
                        ? "only names suggest where its tenant comes from, no foreign key does"
                        : "several references lead to a tenant, and none is better than the others",
                recommended,
                choices.toArray(Option[]::new));
        if (choice == null) {
            return List.of(best);
        }
        return choice.equals("first-that-leads")
                ? List.copyOf(all)
                : candidates.stream()
                        .filter(path -> way(path).equals(choice))
                        .<TenantSource>map(path -> path)
                        .toList();
    }

    /** Rows that one row of a tenant refers to are that tenant's; only the application can know it when it inserts them. */
    private boolean sharedThoughOwned(Table table, Verdict verdict) {
        if (!(verdict.source() instanceof TenantSource.Path path) || !path.backwards()) {
            return false;
        }
        return SHARED.equals(choices.of(
                Decision.Kind.TENANT_PATH_AMBIGUOUS,
                table.name(),
                "",
                "no reference of its own leads to a tenant, but each of its rows is referred to by one row of "
                        + path.links().getFirst().to().name(),
                OWNED,
                new Option(
                        OWNED,
                        "its rows are their owner's: the application must write the tenant when it inserts them, because"
                                + " the owner comes later"),
                new Option(SHARED, "every node keeps a copy of all of them, and every write goes to all nodes")));
    }

    private static String way(TenantSource.Path path) {
        return String.join("+", path.links().getFirst().columns());
    }

    private static boolean declared(TenantSource.Path path) {
        return path.links().stream().allMatch(Link::declared);
    }

    private static Member.TenantColumn own(Column column) {
        return new Member.TenantColumn(column.name(), column.type(), column.collation(), false, column.notNull());
    }

    /** A column of the tenant's name, or of one made from it where that is taken. */
    private Member.TenantColumn added(Table table) {
        String name = options.column();
        for (int i = 2; table.column(name).isPresent(); i++) {
            name = options.column() + "_" + options.type().replaceAll("\\W+", "_") + (i == 2 ? "" : "_" + i);
        }
        return new Member.TenantColumn(name, options.type(), collation(), true, false);
    }

    private @Nullable QualifiedName collation() {
        var root = classification.tenant().root();
        String column = classification.tenant().rootColumn();
        return root == null || column == null
                ? null
                : catalog.table(root)
                        .flatMap(table -> table.column(column))
                        .map(Column::collation)
                        .filter(collation -> !collation.equals(new QualifiedName("pg_catalog", "default")))
                        .orElse(null);
    }

    private boolean leftLocal(Table table) {
        return catalog.whole(table).stream().anyMatch(part -> leftLocal(table, part));
    }

    /** By what hangs on the table or one of its partitions; of the same name in several partitions it is asked once. */
    private boolean leftLocal(Table table, Table part) {
        String of = part.oid() == table.oid() ? "" : " of partitions, " + part.name() + " among them,";
        for (Policy policy : part.policies()) {
            if (policy.subquery()
                    && LEAVE_LOCAL.equals(choices.of(
                            Decision.Kind.POLICY_SUBQUERY,
                            table.name(),
                            policy.name(),
                            "policy " + quoted(policy.name()) + of + " has a sub-query, which Citus refuses",
                            null,
                            new Option(
                                    DROP,
                                    "the policy goes: give the table one over current_setting first, or let"
                                            + " the application see to it"),
                            new Option(LEAVE_LOCAL, "the table stays on the coordinator")))) {
                return true;
            }
        }
        for (var trigger : part.triggers()) {
            if (trigger.parentOid() == null
                    && !Tenants.helper(trigger)
                    && LEAVE_LOCAL.equals(choices.of(
                            Decision.Kind.TRIGGER,
                            table.name(),
                            trigger.name(),
                            "trigger " + quoted(trigger.name()) + of + " calls " + trigger.function()
                                    + "; Citus refuses tables with triggers",
                            null,
                            new Option(DROP, "the trigger goes: what it did is up to the application"),
                            new Option(LEAVE_LOCAL, "the table stays on the coordinator")))) {
                return true;
            }
        }
        return false;
    }

    private static boolean large(Table table) {
        Long rows = table.estimatedRows();
        return (rows != null && rows > 1_000_000) || table.bytes() > 256L << 20;
    }

    private boolean leftLocalAsLarge(Table table) {
        return LEAVE_LOCAL.equals(choices.of(
                Decision.Kind.LARGE_REFERENCE,
                table.name(),
                "",
                "every node would keep a copy of " + table.bytes() + " bytes, and every write goes to all of them",
                null,
                new Option("reference", "it is copied to every node"),
                new Option(LEAVE_LOCAL, "it stays on the coordinator; foreign keys to it go")));
    }

    private boolean referred(Table table, Verdict verdict) {
        return verdict.tableClass() == TableClass.REFERENCE
                || (verdict.tableClass() == TableClass.BLOCKED
                        && !catalog.inbound()
                                .getOrDefault(table.oid(), List.of())
                                .isEmpty());
    }

    /** Reasons for which Citus would not take the table, and which no statement of a plan mends. */
    private List<String> refused(Table table, Verdict verdict, boolean reference) {
        var reasons = new ArrayList<String>();
        add(reasons, table.kind() == Table.Kind.FOREIGN, "it is a foreign table");
        add(reasons, table.persistence() == Table.Persistence.TEMPORARY, "it is a temporary table");
        add(reasons, !table.inherits().isEmpty(), "it inherits from another table");
        add(reasons, parents.contains(table.oid()), "other tables inherit from it");
        add(reasons, partitionedTwice.contains(table.oid()), "its partitions are partitioned again");
        add(reasons, reference && table.kind() == Table.Kind.PARTITIONED, "it is partitioned");
        add(
                reasons,
                table.distribution().state() == DistributionState.CITUS_LOCAL
                        && table.columns().stream().anyMatch(column -> column.identity() != Column.Identity.NONE),
                "it is in Citus' metadata with an identity column, and Citus neither distributes such a table nor takes it"
                        + " back: copy it to a new table");
        if (verdict.source() instanceof TenantSource.Own own && !reference) {
            add(
                    reasons,
                    own.column().generated() != Column.Generated.NONE,
                    "its tenant column " + quoted(own.column().name()) + " is generated");
            add(
                    reasons,
                    !own.column().hashable(),
                    "type " + own.column().type() + " of its tenant column has no hash operator class");
        }
        return reasons;
    }

    private static void add(List<String> reasons, boolean holds, String reason) {
        if (holds) {
            reasons.add(reason);
        }
    }

    private static Member still(Table table, Fate fate, String why) {
        return new Member(table, fate, false, null, List.of(), why);
    }

    /** All, or those that were asked for with everything that foreign keys join to them. */
    private Set<Long> wanted() {
        if (options.tables().isEmpty()) {
            return catalog.tables().stream().map(Table::oid).collect(Collectors.toSet());
        }
        var verdicts = classification.byOid();
        var open = new ArrayDeque<Long>();
        catalog.tables().stream()
                .filter(table -> options.tables().contains(table.name())
                        || options.references().contains(table.name()))
                .forEach(table -> open.add(table.oid()));
        var seen = new HashSet<Long>(open);
        var outbound = catalog.outbound();
        var inbound = catalog.inbound();
        while (!open.isEmpty()) {
            long at = open.remove();
            Stream.concat(
                            outbound.getOrDefault(at, List.of()).stream().map(ForeignKey::referencedOid),
                            inbound.getOrDefault(at, List.of()).stream()
                                    .map(ForeignKey::tableOid)
                                    .filter(oid -> tenants(verdicts.get(oid)) && tenants(verdicts.get(at))))
                    .filter(oid -> verdicts.containsKey(oid)
                            && !options.excluded()
                                    .contains(Objects.requireNonNull(verdicts.get(oid))
                                            .table()
                                            .name()))
                    .filter(seen::add)
                    .forEach(open::add);
        }
        return seen;
    }

    private static boolean tenants(@Nullable Verdict verdict) {
        return verdict != null && !(verdict.source() instanceof TenantSource.None);
    }
}

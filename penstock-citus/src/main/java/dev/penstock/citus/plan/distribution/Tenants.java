package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.catalog.Trigger;
import dev.penstock.citus.inspect.DataCheck;
import dev.penstock.citus.inspect.Finding;
import dev.penstock.citus.inspect.TenantSource;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Decision.Option;
import dev.penstock.citus.plan.Gate;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.citus.plan.Work;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gives every table that is to be distributed a tenant column without NULL. */
final class Tenants {

    private static final Gate.Confirmation OWNERS_COME_LATER = new Gate.Confirmation(
            "code-writes-tenant-of-owned",
            "every program that inserts rows which another row is going to refer to gives them that row's tenant: no trigger"
                    + " can know it");

    static final String TRIGGER = "zz_penstock_fill_tenant";

    private final Planning planning;
    private final List<Member> order;

    Tenants(Planning planning) {
        this.planning = planning;
        this.order = filledAfterTheirNeighbours(planning);
    }

    /** New columns, and triggers that fill them for new rows. */
    void expand() {
        order.stream().filter(member -> member.column().added()).forEach(this::addColumn);
        order.stream().filter(Tenants::filled).forEach(this::addTrigger);
    }

    void backfill() {
        order.stream().filter(Tenants::filled).forEach(this::fill);
    }

    /** Puts aside what has no tenant, as decided, and declares the columns NOT NULL. */
    void constrain() {
        order.stream().filter(Member::lacks).forEach(this::putAside);
        order.stream().filter(Member::lacks).forEach(this::notNull);
    }

    private static boolean filled(Member member) {
        return member.lacks() && !member.ways().isEmpty();
    }

    /** Whether a helper trigger gives new rows their tenant until the table is distributed. */
    static boolean helped(Member member) {
        return filled(member) || member.table().triggers().stream().anyMatch(Tenants::helper);
    }

    /** Left by a plan that was made before and not carried out to its end. */
    static boolean helper(Trigger trigger) {
        return trigger.name().equals(TRIGGER) && trigger.function().schema().equals(Names.HELPERS);
    }

    static QualifiedName function(Member member) {
        return Names.helper("fill", member.name());
    }

    private void addColumn(Member member) {
        var column = member.column();
        String type = column.type()
                + (column.collation() == null
                        ? ""
                        : " collate " + column.collation().quoted());
        planning.draft()
                .step(
                        Phase.EXPAND,
                        member.name(),
                        "add-" + Names.slug(column.name()),
                        "add column " + column.name() + ", empty at first")
                .work(Work.Statements.one(
                        alter(member) + " add column if not exists " + quoted(column.name()) + " " + type))
                .lock(member.name(), Mode.ACCESS_EXCLUSIVE, Hold.BRIEF)
                .probe(Probes.column(member.name(), column.name()))
                .undo(alter(member) + " drop column if exists " + quoted(column.name()))
                .add();
    }

    private void addTrigger(Member member) {
        planning.draft().helpers();
        String column = quoted(member.column().name());
        var function = function(member);
        String moved = watched(member).stream()
                .map(name -> "new." + quoted(name) + " is distinct from old." + quoted(name))
                .collect(Collectors.joining(" or "));
        String body = "create or replace function " + function.quoted() + "() returns trigger language plpgsql"
                + " security definer set search_path = pg_catalog, pg_temp as $penstock$"
                + "\nbegin"
                + "\n  if new." + column + " is null then"
                + "\n    new." + column + " := " + Terms.ofRow(member, "new", planning.members()) + ";"
                + (moved.isEmpty()
                        ? ""
                        : "\n  elsif tg_op = 'UPDATE' then"
                                + "\n    if new." + column + " is not distinct from old." + column + " and (" + moved
                                + ") then"
                                + "\n      new." + column + " := coalesce("
                                + Terms.ofRow(member, "new", planning.members()) + ", new." + column + ");"
                                + "\n    end if;")
                + "\n  end if;"
                + "\n  return new;"
                + "\nend"
                + "\n$penstock$";
        planning.draft()
                .step(
                        Phase.EXPAND,
                        member.name(),
                        "fill-new-rows",
                        "give new rows their tenant by a trigger until the" + " table is distributed")
                .work(Work.Statements.one(
                        body,
                        "create or replace trigger " + TRIGGER + " before insert or update on "
                                + member.name().quoted() + " for each row execute function " + function.quoted()
                                + "()"))
                .lock(member.name(), Mode.SHARE_ROW_EXCLUSIVE, Hold.BRIEF)
                .probe(Probes.or(Probes.trigger(member.name(), TRIGGER), Probes.hash(member.name())))
                .undo(dropTrigger(member))
                .add();
    }

    static List<String> dropTrigger(Member member) {
        return List.of(
                "drop trigger if exists " + TRIGGER + " on " + member.name().quoted(),
                "drop function if exists " + function(member).quoted() + "()");
    }

    private void fill(Member member) {
        var table = member.table();
        if (table.kind() == Table.Kind.PARTITIONED && Keyset.of(table).byPlace()) {
            planning.catalog().partitions(table).forEach(leaf -> fill(member, leaf));
        } else {
            fill(member, table);
        }
    }

    private void fill(Member member, Table rows) {
        var terms = Terms.overNeighbours(member, "c", planning.members());
        var batches = Keyset.of(rows)
                .fill(member.column().name(), terms, planning.options().batchSize());
        var step = planning.draft()
                .step(
                        Phase.BACKFILL,
                        member.name(),
                        "backfill-" + Names.slug(member.column().name()),
                        "fill " + member.column().name() + " from "
                                + member.ways().stream()
                                        .map(TenantSource::toString)
                                        .collect(Collectors.joining(", else ")))
                .work(batches)
                .lock(rows.name(), Mode.ROW_EXCLUSIVE, Hold.BRIEF)
                .estimate(rows.estimatedRows(), rows.bytes())
                .probe(Probes.or(
                        Probes.notNull(member.name(), member.column().name()),
                        Probes.later("not (" + batches.remaining().replaceFirst("^select ", "") + ")")));
        if (member.column().added()) {
            step.reversal(new Reversal.Needless("the column goes"));
        } else {
            step.reversal(new Reversal.Needless("the column was there before, and its new values do no harm"));
        }
        step.add();
    }

    private void putAside(Member member) {
        var found = Stream.of(DataCheck.Kind.NO_TENANT, DataCheck.Kind.MALFORMED, DataCheck.Kind.UNREACHED)
                .filter(kind -> kind != DataCheck.Kind.NO_TENANT
                        || member.ways().isEmpty()
                        || member.column().added())
                .flatMap(kind -> planning.findings(member, kind))
                .toList();
        if (found.isEmpty() || !quarantined(member, found)) {
            return;
        }
        planning.draft().helpers();
        String lacking = "c." + quoted(member.column().name()) + " is null";
        Quarantine.step(
                planning,
                member,
                "quarantine-without-tenant",
                "put aside rows that no tenant is found for, with the rows that refer to them",
                lacking,
                "'no tenant'",
                Probes.or(
                        Probes.notNull(member.name(), member.column().name()),
                        "not exists (select 1 from " + member.name().quoted() + " c where " + lacking + ")"));
    }

    private boolean quarantined(Member member, List<Finding> found) {
        return "quarantine"
                .equals(planning.choices()
                        .of(
                                Decision.Kind.ROWS_WITHOUT_TENANT,
                                member.name(),
                                "",
                                Planning.told(found),
                                null,
                                new Option(
                                        "quarantine",
                                        "they are moved, whole and with the rows that refer to them, to a table of schema "
                                                + Names.QUARANTINE),
                                new Option("mend-by-hand", "the plan waits before NOT NULL until there are none")));
    }

    private void notNull(Member member) {
        var step = NotNullPlanner.step(
                planning.draft(), member.table(), member.column().name());
        if (member.ways().stream().anyMatch(Tenants::backwards)) {
            step.gate(OWNERS_COME_LATER);
        }
        step.add();
    }

    private static boolean backwards(TenantSource way) {
        return way instanceof TenantSource.Path path && path.backwards();
    }

    /** What the tenant of a row is found by: when it changes, the tenant may. */
    private static Set<String> watched(Member member) {
        var columns = new LinkedHashSet<String>();
        for (TenantSource way : member.ways()) {
            switch (way) {
                case TenantSource.Own own -> columns.add(own.column().name());
                case TenantSource.Cast cast -> columns.add(cast.column().name());
                case TenantSource.Path path ->
                    columns.addAll(path.links().getFirst().columns());
                case TenantSource.None none -> {}
            }
        }
        return columns;
    }

    private static List<Member> filledAfterTheirNeighbours(Planning planning) {
        var ordered = new LinkedHashSet<Member>();
        planning.spread().forEach(member -> after(member, planning, ordered, new LinkedHashSet<>()));
        return new ArrayList<>(ordered);
    }

    private static void after(Member member, Planning planning, Set<Member> ordered, Set<Member> open) {
        if (ordered.contains(member) || !open.add(member)) {
            return;
        }
        for (TenantSource way : member.ways()) {
            if (way instanceof TenantSource.Path path) {
                planning.member(path.links().getFirst().to().oid())
                        .filter(Member::spreads)
                        .ifPresent(parent -> after(parent, planning, ordered, open));
            }
        }
        ordered.add(member);
    }

    static String alter(Member member) {
        return "alter table " + member.name().quoted();
    }
}

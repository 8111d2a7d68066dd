package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.plan.Work;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Local tables that refer to reference tables, which Citus therefore takes into its metadata. Pure. */
final class TakenTables {

    private final Planning planning;

    TakenTables(Planning planning) {
        this.planning = planning;
    }

    /** What local tables lose when Citus takes them into its metadata, numbers of identities among it. */
    Work.@Nullable Taking taking(List<Reference> keys) {
        var taken = takenIntoMetadata(keys);
        if (taken.isEmpty()) {
            return null;
        }
        return new Work.Taking(
                taken.stream()
                        .flatMap(local -> Restore.rulesAway(local).stream())
                        .toList(),
                taken.stream()
                        .flatMap(local -> Stream.concat(
                                identities(local).stream(),
                                Restore.ofLocal(planning.catalog(), local, this::staysLocal).stream()))
                        .distinct()
                        .toList());
    }

    /** Local tables that refer to reference tables, and what foreign keys hold together with those: Citus takes all of them. */
    private Set<Table> takenIntoMetadata(List<Reference> keys) {
        return keys.stream()
                .flatMap(reference -> planning.member(reference.key().tableOid()).stream())
                .filter(from -> staysLocal(from.table().oid()))
                .flatMap(from -> around(from).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Set<Table> around(Member local) {
        var found = new LinkedHashSet<Table>();
        var open = new ArrayList<Table>(List.of(local.table()));
        while (!open.isEmpty()) {
            var at = open.removeLast();
            if (found.add(at)) {
                planning.catalog().foreignKeys().stream()
                        .filter(key -> key.tableOid() == at.oid() || key.referencedOid() == at.oid())
                        .flatMap(key -> Stream.of(key.tableOid(), key.referencedOid()))
                        .filter(this::staysLocal)
                        .flatMap(oid -> planning.member(oid).stream())
                        .map(Member::table)
                        .forEach(open::add);
            }
        }
        return found;
    }

    private boolean staysLocal(long table) {
        return planning.member(table)
                .filter(member -> !member.distributed() && !member.reference())
                .isPresent();
    }

    private static List<String> identities(Table table) {
        return table.columns().stream()
                .filter(column -> column.identity() != Column.Identity.NONE)
                .map(column -> "select setval(pg_get_serial_sequence("
                        + literal(table.name().quoted()).strip() + ", "
                        + literal(column.name()).strip()
                        + "), (select coalesce(max(" + quoted(column.name()) + "), 0) + 1 from "
                        + table.name().quoted()
                        + "), false)")
                .toList();
    }
}

package dev.penstock.citus.plan.distribution;

import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.inspect.DataCheck;
import dev.penstock.citus.inspect.Finding;
import dev.penstock.citus.inspect.Inspection;
import dev.penstock.citus.plan.Plan.Options;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a plan are made from, and what they are collected in.
 *
 * @param members by the OID of their table, without partitions
 * @param joined the distributed table whose group the tables join; null for a new group
 */
record Planning(
        Inspection inspection,
        Options options,
        Choices choices,
        Map<Long, Member> members,
        @Nullable Member joined,
        Drafting draft) {

    /** The number of the group that is joined, on this cluster; -1 for a new one. */
    int joinedGroup() {
        return joined == null ? -1 : joined.table().distribution().colocationId();
    }

    Catalog catalog() {
        return inspection.catalog();
    }

    Optional<Member> member(long oid) {
        return Optional.ofNullable(members.get(oid));
    }

    /** Whether PostgreSQL compares tenants as another type than theirs. All tables of a group have the same. */
    boolean tenantIsCast() {
        return members.values().stream()
                .filter(Member::distributed)
                .flatMap(member -> member.table().column(member.column().name()).stream())
                .anyMatch(Column::cast);
    }

    /** Tables that this plan distributes by the tenant, in the order of names. */
    List<Member> spread() {
        return members.values().stream()
                .filter(Member::spreads)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    /** What the data said about a table, bad news only. */
    Stream<Finding> findings(Member member, DataCheck.Kind kind) {
        return inspection.findings().stream()
                .filter(finding -> finding.count() > 0)
                .filter(finding -> finding.check().kind() == kind
                        && finding.check().table().oid() == member.table().oid());
    }

    Stream<Finding> findings(ForeignKey key, DataCheck.Kind kind) {
        return inspection.findings().stream()
                .filter(finding -> finding.count() > 0 && finding.check().kind() == kind)
                .filter(finding -> finding.check().table().oid() == key.tableOid()
                        && finding.check().about().startsWith(key.name() + ": "));
    }

    static String told(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.count() + (finding.sampled() ? " sampled rows " : " rows ")
                        + finding.check().kind() + " (" + finding.check().about() + "), such as "
                        + String.join("; ", finding.samples()))
                .collect(joining("; "));
    }

    static String list(List<String> columns) {
        return columns.stream().map(Identifier::quoted).collect(joining(", "));
    }
}

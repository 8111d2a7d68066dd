package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;

import dev.penstock.citus.inspect.DataCheck;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Work;
import java.util.List;
import java.util.stream.Stream;

/** Makes foreign keys with the tenant beside the old ones, while the tables are local. */
final class ReferenceBuild {

    private final Planning planning;

    ReferenceBuild(Planning planning) {
        this.planning = planning;
    }

    /** Moves rows aside that break it, where that was decided. */
    void putAside(Reference reference) {
        var key = reference.key();
        boolean found = Stream.of(DataCheck.Kind.CROSS_TENANT, DataCheck.Kind.ORPHANS)
                .anyMatch(kind -> planning.findings(key, kind).findAny().isPresent());
        boolean chosen = planning.choices().decisions().stream()
                .filter(decision ->
                        decision.kind() == Decision.Kind.ORPHANS || decision.kind() == Decision.Kind.CROSS_TENANT_ROWS)
                .anyMatch(decision -> key.table().equals(decision.table())
                        && decision.subject().equals(key.name())
                        && "quarantine".equals(decision.chosen()));
        if (!found || !chosen) {
            return;
        }
        planning.draft().helpers();
        String exists = "exists (select 1 from " + key.referenced().quoted() + " p where "
                + Terms.on(key.columns(), "c", key.referencedColumns(), "p") + ")";
        Quarantine.step(
                planning,
                planning.member(key.tableOid()).orElseThrow(),
                "quarantine-" + Names.slug(key.name()),
                "put aside rows that break " + key.name() + " with the tenant, with the rows that refer to them",
                reference.broken(),
                "case when " + exists + " then 'refers to another tenant: ' else 'refers to nothing: ' end || "
                        + literal(key.name()).strip(),
                "not exists (select 1 from " + key.table().quoted() + " c where " + reference.broken() + ")");
    }

    /** Added and validated by two operations: what is added locks out writers until its transaction ends. */
    void build(Reference reference) {
        var key = reference.key();
        String beside = Names.beside(key.name());
        var from = planning.member(key.tableOid()).orElseThrow().table();
        var hold = reference.partitioned() ? Hold.SCAN : Hold.BRIEF;
        planning.draft()
                .step(
                        Phase.CONSTRAIN,
                        List.of(key.table(), key.referenced()),
                        Names.slug(key.table().name()) + "-build-" + Names.slug(key.name()),
                        "make foreign key " + key.name() + " with the tenant beside the old one"
                                + (reference.validated() ? "" : ", NOT VALID by decision"))
                .work(Work.Statements.one(reference.add(beside)))
                .lock(key.referenced(), Mode.SHARE_ROW_EXCLUSIVE, hold)
                .lock(key.table(), Mode.SHARE_ROW_EXCLUSIVE, hold)
                .estimate(from.estimatedRows(), from.bytes())
                .probe(Probes.or(Probes.constraint(key.table(), beside), exchanged(reference)))
                .undo(reference.drop(beside))
                .add();
        check(reference, beside, Probes.or(Probes.validated(key.table(), beside), exchanged(reference)));
    }

    /** Of one that the exchange of keys has made. Once its tables have moved it is NOT VALID again, until the plan's end. */
    void check(Reference reference) {
        var key = reference.key();
        check(
                reference,
                key.name(),
                Probes.or(
                        Probes.and(List.of(exchanged(reference), Probes.validated(key.table(), key.name()))),
                        Probes.hash(key.table())));
    }

    private void check(Reference reference, String name, String probe) {
        if (!reference.validated() || reference.partitioned()) {
            return;
        }
        var key = reference.key();
        var from = planning.member(key.tableOid()).orElseThrow().table();
        planning.draft()
                .step(
                        Phase.CONSTRAIN,
                        List.of(key.table(), key.referenced()),
                        Names.slug(key.table().name()) + "-check-" + Names.slug(key.name()),
                        "check all rows against foreign key " + key.name() + " with the tenant")
                .work(Work.Statements.one(reference.validate(name)))
                .lock(key.table(), Mode.SHARE_UPDATE_EXCLUSIVE, Hold.SCAN)
                .estimate(from.estimatedRows(), from.bytes())
                .probe(probe)
                .add();
    }

    private static String exchanged(Reference reference) {
        var key = reference.key();
        return Probes.constraintWith(
                key.table(), key.name(), reference.columns().getFirst());
    }
}

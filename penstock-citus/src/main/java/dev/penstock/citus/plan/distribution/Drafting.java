package dev.penstock.citus.plan.distribution;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.plan.Estimate;
import dev.penstock.citus.plan.Gate;
import dev.penstock.citus.plan.Lock;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Plan.Remark;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.citus.plan.Work;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Operations as they are made, in order. An operation needs the one before it of each of its tables. Not for several threads. */
final class Drafting {

    private final List<Operation> operations = new ArrayList<>();
    private final Set<QualifiedName> inShards = new HashSet<>();
    private final Map<QualifiedName, String> last = new HashMap<>();
    private final List<Remark> remarks = new ArrayList<>();
    private @Nullable String helpers;

    /** @param catalog what is distributed before the first operation */
    Drafting(Catalog catalog) {
        catalog.tables().stream()
                .filter(table -> table.distribution().distributed())
                .map(Table::name)
                .forEach(inShards::add);
    }

    /** Begins an operation; {@link Step#add} ends it. */
    Step step(Phase phase, QualifiedName table, String what, String title) {
        return new Step(phase, List.of(table), Names.slug(table.name()) + "-" + what, title);
    }

    Step step(Phase phase, Collection<QualifiedName> tables, String name, String title) {
        return new Step(phase, List.copyOf(new LinkedHashSet<>(tables)), name, title);
    }

    void remark(@Nullable QualifiedName table, String text) {
        var remark = new Remark(table, text);
        if (!remarks.contains(remark)) {
            remarks.add(remark);
        }
    }

    /**
     * The schema for helper functions and the one for rows put aside, before the first that needs them. On the way back the one goes
     * only when it is empty: the triggers of another plan may rest on its functions.
     */
    void helpers() {
        if (helpers == null) {
            new Step(Phase.EXPAND, List.of(), "schemas", "make the schemas of helpers and of rows that are put aside")
                    .work(Work.Statements.one(
                            "create schema if not exists " + Names.HELPERS,
                            "create schema if not exists " + Names.QUARANTINE))
                    .probe(Probes.and(List.of(Probes.schema(Names.HELPERS), Probes.schema(Names.QUARANTINE))))
                    .undo("do $penstock$ begin if not exists (select 1 from pg_catalog.pg_depend where refclassid ="
                            + " 'pg_catalog.pg_namespace'::pg_catalog.regclass and refobjid = pg_catalog.to_regnamespace('"
                            + Names.HELPERS + "')) then drop schema if exists " + Names.HELPERS
                            + "; end if; end $penstock$")
                    .add();
            helpers = operations.getLast().id();
        }
    }

    List<Operation> operations() {
        return operations;
    }

    List<Remark> remarks() {
        return remarks;
    }

    /** An operation in the making. */
    final class Step {

        private final Phase phase;
        private final List<QualifiedName> tables;
        private final String id;
        private final String title;
        private final List<Lock> locks = new ArrayList<>();
        private final List<Gate> gates = new ArrayList<>();
        private final LinkedHashSet<String> needs = new LinkedHashSet<>();
        private Estimate estimate = Estimate.NOTHING;
        private String probe = "";
        private Reversal reversal = new Reversal.Needless("it changes nothing that matters");
        private @Nullable Work work;

        private Step(Phase phase, List<QualifiedName> tables, String name, String title) {
            this.phase = phase;
            this.tables = tables;
            this.id = String.format(Locale.ROOT, "%04d-%s", 10 * (operations.size() + 1), Names.fit(name, ""));
            this.title = title;
            if (helpers != null && phase == Phase.EXPAND) {
                needs.add(helpers);
            }
            tables.stream().map(last::get).filter(each -> each != null).forEach(needs::add);
        }

        Step work(Work work) {
            this.work = work;
            return this;
        }

        /** Work that knows the id that it is done under. */
        Step work(Function<String, Work> work) {
            return work(work.apply(id));
        }

        Step probe(String condition) {
            this.probe = Probes.ask(condition);
            return this;
        }

        /** Of a table that is in shards by then, Citus takes the same of each shard. */
        Step lock(QualifiedName table, Lock.Mode mode, Lock.Hold hold) {
            return lock(table, mode, mode, hold);
        }

        /** Where Citus takes another lock of the shards than of the table that stands for them. */
        Step lock(QualifiedName table, Lock.Mode mode, Lock.Mode onShards, Lock.Hold hold) {
            take(Lock.coordinator(table, mode, hold));
            if (inShards.contains(table)) {
                take(Lock.shards(table, onShards, hold));
            }
            return this;
        }

        /** Of a table that comes to be in shards in the course of the operation. */
        Step lockShards(QualifiedName table, Lock.Mode mode, Lock.Hold hold) {
            take(Lock.shards(table, mode, hold));
            return this;
        }

        private void take(Lock lock) {
            if (!locks.contains(lock)) {
                locks.add(lock);
            }
        }

        Step gate(Gate gate) {
            gates.add(gate);
            return this;
        }

        Step estimate(@Nullable Long rows, long bytes) {
            estimate = new Estimate(rows, bytes);
            return this;
        }

        Step reversal(Reversal reversal) {
            this.reversal = reversal;
            return this;
        }

        Step reversal(Function<String, Reversal> reversal) {
            return reversal(reversal.apply(id));
        }

        Step undo(String... sql) {
            return reversal(new Reversal.By(Work.Statements.one(sql)));
        }

        Step undo(List<String> sql) {
            return sql.isEmpty() ? this : reversal(new Reversal.By(Work.Statements.one(sql)));
        }

        Step undoAlone(String... sql) {
            return reversal(new Reversal.By(Work.Statements.none(sql)));
        }

        Step needs(String other) {
            needs.add(other);
            return this;
        }

        String add() {
            if (work == null) {
                throw new IllegalStateException(id + " does nothing");
            }
            operations.add(new Operation(
                    id, phase, tables, title, work, locks, estimate, probe, gates, reversal, List.copyOf(needs)));
            tables.forEach(table -> last.put(table, id));
            if (work instanceof Work.Distribute moved) {
                moved.tables().forEach(target -> inShards.add(target.table()));
            }
            return id;
        }
    }
}

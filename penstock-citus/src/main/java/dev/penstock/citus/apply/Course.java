package dev.penstock.citus.apply;

import static java.util.Objects.requireNonNull;

import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.plan.Lock;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Work;
import java.util.List;
import java.util.function.Predicate;

/** What an operation would run and lock as things stand. Pure. */
record Course(List<String> sql, List<Lock> locks) {

    /** @param moved whether a table has moved already */
    static Course of(Operation operation, ApplyOptions.Mode mode, Predicate<QualifiedName> moved) {
        return switch (operation.work()) {
            case Work.Statements statements -> new Course(statements.sql(), operation.locks());
            case Work.Quarantine quarantine -> new Course(quarantine.sql(), operation.locks());
            case Work.Batches batches ->
                new Course(
                        List.of(
                                "batches of " + batches.size() + " rows by " + String.join(", ", batches.keys()),
                                batches.change()),
                        operation.locks());
            case Work.Distribute distribute -> of(operation, distribute, mode, moved);
        };
    }

    private static Course of(
            Operation operation, Work.Distribute work, ApplyOptions.Mode mode, Predicate<QualifiedName> moved) {
        if (Mover.together(work, mode)
                && work.tables().stream().map(Work.Target::table).noneMatch(moved)) {
            return new Course(
                    work.together(),
                    Latch.moving(work).stream()
                            .map(latch -> Lock.coordinator(latch.table(), latch.mode(), Lock.Hold.COPY))
                            .toList());
        }
        return new Course(
                work.tables().stream()
                        .filter(target -> !moved.test(target.table()))
                        .map(target ->
                                Mover.goesOnline(target, mode) ? requireNonNull(target.online()) : target.blocking())
                        .toList(),
                operation.locks());
    }
}

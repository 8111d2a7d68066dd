package dev.penstock.citus.apply;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.maxBy;

import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.plan.Lock;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Work.Distribute;
import dev.penstock.citus.plan.Work.ForeignKey;
import dev.penstock.citus.plan.Work.Target;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A table to be locked before a transaction does anything else. */
record Latch(QualifiedName table, Mode mode) {

    /** What the operation says that others wait for; a single table is locked by the statement itself. */
    static List<Latch> of(Operation operation) {
        var latches = strongest(operation.locks().stream()
                .filter(lock -> lock.side() == Lock.Side.COORDINATOR && lock.blocks() != Lock.Blocks.NOTHING)
                .map(lock -> new Latch(lock.table(), lock.mode())));
        return latches.size() < 2 ? List.of() : latches;
    }

    /** To move all of these tables in one transaction. */
    static List<Latch> moving(Distribute work) {
        return moving(work.tables().stream().map(Target::table).toList(), work.foreignKeys());
    }

    /** To move tables and drop foreign keys. A lock must not grow, so it is the strongest at once. */
    static List<Latch> moving(Collection<QualifiedName> tables, Collection<ForeignKey> away) {
        return strongest(Stream.concat(
                        tables.stream(), away.stream().flatMap(key -> Stream.of(key.table(), key.referenced())))
                .map(table -> new Latch(table, Mode.ACCESS_EXCLUSIVE)));
    }

    /** To add a foreign key as NOT VALID; of a distributed table Citus takes more than PostgreSQL does. */
    static List<Latch> adding(ForeignKey key) {
        return strongest(Stream.of(
                new Latch(key.table(), Mode.EXCLUSIVE), new Latch(key.referenced(), Mode.SHARE_ROW_EXCLUSIVE)));
    }

    /** Whether there is such a table; one that was dropped may come back in the transaction itself. */
    String there() {
        return "select pg_catalog.to_regclass("
                + Identifier.literal(table.quoted()).strip() + ") is not null";
    }

    String sql() {
        return "lock table " + table.quoted() + " in "
                + mode.name().replace('_', ' ').toLowerCase(Locale.ROOT) + " mode";
    }

    private static List<Latch> strongest(Stream<Latch> latches) {
        return latches
                .collect(groupingBy(Latch::table, LinkedHashMap::new, maxBy(Comparator.comparing(Latch::mode))))
                .values()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }
}

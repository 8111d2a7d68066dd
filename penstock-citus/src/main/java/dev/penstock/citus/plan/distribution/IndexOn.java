package dev.penstock.citus.plan.distribution;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Index;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import java.util.List;

/** An index and its table, which may be a partition. */
record IndexOn(Table table, Index index) {

    QualifiedName name() {
        return named(index.name());
    }

    /** What is built beside it. */
    QualifiedName beside() {
        return named(Names.beside(index.name()));
    }

    /** An index has no schema of its own. */
    QualifiedName named(String index) {
        return new QualifiedName(table.name().schema(), index);
    }

    boolean partitioned() {
        return table.kind() == Table.Kind.PARTITIONED;
    }

    /** The parts that the partitions have of it. */
    List<IndexOn> parts(Catalog catalog) {
        return catalog.partitions(table).stream()
                .flatMap(leaf -> leaf.indexes().stream()
                        .filter(part -> part.parentOid() != null && part.parentOid() == index.oid())
                        .map(part -> new IndexOn(leaf, part)))
                .toList();
    }
}

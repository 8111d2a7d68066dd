package dev.penstock.citus.lint.known;

import dev.penstock.citus.sql.ColumnDefinition;
import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A table that is made. */
record Creation(Known before, String file) {

    Known of(Statement.CreateTable create) {
        var definition = new Definition(before);
        var name = before.resolve(create.name());
        if (create.temporary() || (create.ifNotExists() && before.table(name).isPresent())) {
            return before;
        }
        var traits = EnumSet.noneOf(Trait.class);
        if (create.partitioned()) {
            traits.add(Trait.PARTITIONED);
        }
        if (!create.inherits().isEmpty()) {
            traits.add(Trait.INHERITANCE);
        }
        var parent = Optional.ofNullable(create.partitionOf()).flatMap(before::table);
        if (create.partitionOf() != null) {
            traits.add(Trait.PARTITION);
        }
        var table = new Table(
                name,
                file,
                parent.map(Table::columns).orElse(List.of()),
                List.of(),
                List.of(),
                List.of(),
                traits,
                parent.map(Table::placement).orElse(Placement.PLAIN),
                parent.map(Table::distributionColumn).orElse(null),
                parent.map(Table::group).orElse(null),
                parent.map(Table::shards).orElse(0),
                Set.of(),
                create.asQuery() ? -1 : 0);
        for (ColumnDefinition column : create.columns()) {
            table = definition.column(table, column);
        }
        for (Constraint constraint : create.constraints()) {
            table = definition.constraint(table, constraint);
        }
        Known after = before.with(table);
        for (Column column : table.columns()) {
            if (column.sequence() != null) {
                after = after.withSequence(column.sequence(), name + "." + column.name());
            }
        }
        for (QualifiedName inherited : create.inherits()) {
            Known so = after;
            after = so.table(inherited)
                    .map(each -> so.with(each.withTrait(Trait.INHERITANCE, true)))
                    .orElse(so);
        }
        Known whole = after;
        return parent.map(each -> whole.with(each.withPartition(name, true)
                        .withTrait(Trait.MULTI_LEVEL, each.has(Trait.MULTI_LEVEL) || create.partitioned())))
                .orElse(whole);
    }
}

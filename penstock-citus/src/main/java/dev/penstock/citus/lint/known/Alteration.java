package dev.penstock.citus.lint.known;

import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;
import dev.penstock.citus.sql.TableAction.ChangeIdentity;

/** ALTER TABLE. */
record Alteration(Known before) {

    Known of(Statement.AlterTable alter) {
        Known known = before;
        for (TableAction action : alter.actions()) {
            // What gives the table another name stands alone, so every action finds it under this one.
            Known so = known;
            known = so.table(alter.name())
                    .map(table -> new Alteration(so).after(table, action))
                    .orElse(so);
        }
        return known;
    }

    private Known after(Table table, TableAction action) {
        return switch (action) {
            case TableAction.AddColumn add ->
                drawing(
                        new Definition(before).column(table, add.column()),
                        add.column().name());
            case TableAction.SetDefault set ->
                before.with(table.withColumn(
                        set.column(),
                        column -> column.withSequence(new Definition(before).drawsFrom(set.value()), false)));
            case ChangeIdentity change -> identity(table, change);
            case TableAction.DropColumn drop -> new ColumnGone(table.name(), drop.column()).of(before);
            case TableAction.RenameColumn rename ->
                new ColumnRenamed(table.name(), rename.from(), rename.to()).of(before);
            case TableAction.RenameTo rename ->
                before.renamed(table.name(), new TableName(table.name().schema(), rename.name()));
            case TableAction.SetSchema set ->
                before.renamed(
                        table.name(), new TableName(set.schema(), table.name().name()));
            case TableAction.Attach attach -> attached(table, before.resolve(attach.partition()));
            case TableAction.Detach detach -> detached(table, before.resolve(detach.partition()));
            default -> before.with(altered(table, action));
        };
    }

    private Table altered(Table table, TableAction action) {
        return switch (action) {
            case TableAction.AddConstraint add -> new Definition(before).constraint(table, add.constraint());
            case TableAction.DropConstraint drop -> withoutConstraint(table, drop.name());
            case TableAction.ValidateConstraint validate -> validated(table, validate.name());
            case TableAction.RenameConstraint rename -> renamed(table, rename.from(), rename.to());
            case TableAction.AlterType alter ->
                table.withColumn(alter.column(), column -> column.withType(alter.type()));
            case TableAction.SetNotNull set -> Definition.notNull(table, set.column(), true);
            case TableAction.DropNotNull drop -> Definition.notNull(table, drop.column(), false);
            case TableAction.ReplicaIdentity identity ->
                table.withTrait(
                        Trait.REPLICA_IDENTITY,
                        !identity.identity().equals("nothing")
                                && !identity.identity().equals("default"));
            case TableAction.Inherit inherit -> table.withTrait(Trait.INHERITANCE, true);
            default -> table;
        };
    }

    private Known identity(Table table, ChangeIdentity change) {
        String name = change.column();
        return switch (change.kind()) {
            case ADD ->
                drawing(
                        table.withColumn(
                                name, column -> column.withSequence(Definition.ownSequence(table, name), true)),
                        name);
            case DROP -> before.with(table.withColumn(name, column -> column.withSequence(null, false)));
            case CHANGE -> before;
        };
    }

    /** With a sequence that the column may have brought along. */
    private Known drawing(Table table, String column) {
        Known after = before.with(table);
        return table.column(column)
                .map(Column::sequence)
                .map(sequence -> after.withSequence(sequence, table.name() + "." + column))
                .orElse(after);
    }

    /** Citus distributes what is attached to a distributed table. */
    private Known attached(Table parent, TableName name) {
        var partition = before.table(name);
        boolean levels = partition.filter(each -> each.has(Trait.PARTITIONED)).isPresent();
        Known after = before.with(
                parent.withPartition(name, true).withTrait(Trait.MULTI_LEVEL, levels || parent.has(Trait.MULTI_LEVEL)));
        return partition
                .map(each -> each.withTrait(Trait.PARTITION, true))
                .map(each -> after.with(parent.placement() == Placement.PLAIN ? each : each.placedLike(parent)))
                .orElse(after);
    }

    private Known detached(Table parent, TableName name) {
        Known after = before.with(parent.withPartition(name, false));
        return after.table(name)
                .map(each -> after.with(each.withTrait(Trait.PARTITION, false)))
                .orElse(after);
    }

    static Table withoutConstraint(Table table, String name) {
        return table.withoutConstraints(
                key -> key.name().equals(name),
                key -> key.name().equals(name),
                check -> check.name().equals(name));
    }

    static Table renamed(Table table, String from, String to) {
        return table.withConstraints(
                key -> key.name().equals(from) ? key.withName(to) : key,
                key -> key.name().equals(from) ? key.withName(to) : key,
                check -> check.name().equals(from) ? check.withName(to) : check);
    }

    private static Table validated(Table table, String name) {
        return table.withConstraints(
                key -> key,
                key -> key.name().equals(name) ? key.withValidated() : key,
                check -> check.name().equals(name) ? check.withValidated() : check);
    }
}

package dev.penstock.citus.lint.known;

import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;

/** ALTER TABLE. */
record Alteration(Known before) {

    Known of(Statement.AlterTable alter) {
        var found = before.table(alter.name());
        if (found.isEmpty()) {
            return before;
        }
        Known known = before;
        Table table = found.get();
        for (TableAction action : alter.actions()) {
            var old = table.name();
            table = altered(table, action);
            known = (old.equals(table.name()) ? known : known.without(old)).with(table);
            known = partitions(known, table, action);
            if (action instanceof TableAction.AddColumn add) {
                TableName sequence =
                        table.column(add.column().name()).map(Column::sequence).orElse(null);
                known = sequence == null
                        ? known
                        : known.withSequence(
                                sequence, table.name() + "." + add.column().name());
            }
        }
        return known;
    }

    private static Known partitions(Known known, Table parent, TableAction action) {
        int change = action instanceof TableAction.Attach ? 1 : action instanceof TableAction.Detach ? -1 : 0;
        return change == 0 ? known : known.with(parent.withPartitions(Math.max(0, parent.partitions() + change)));
    }

    private Table altered(Table table, TableAction action) {
        return switch (action) {
            case TableAction.AddColumn add -> new Definition(before).column(table, add.column());
            case TableAction.DropColumn drop ->
                table.withColumns(table.columns().stream()
                        .filter(column -> !column.name().equals(drop.column()))
                        .toList());
            case TableAction.AddConstraint add -> new Definition(before).constraint(table, add.constraint());
            case TableAction.DropConstraint drop -> withoutConstraint(table, drop.name());
            case TableAction.ValidateConstraint validate -> validated(table, validate.name());
            case TableAction.AlterType alter ->
                table.withColumns(table.columns().stream()
                        .map(column -> column.name().equals(alter.column()) ? column.withType(alter.type()) : column)
                        .toList());
            case TableAction.SetNotNull set -> Definition.notNull(table, set.column(), true);
            case TableAction.DropNotNull drop -> Definition.notNull(table, drop.column(), false);
            case TableAction.RenameColumn rename ->
                table.withColumns(table.columns().stream()
                        .map(column -> column.name().equals(rename.from()) ? column.withName(rename.to()) : column)
                        .toList());
            case TableAction.RenameTo rename ->
                table.withName(new TableName(table.name().schema(), rename.name()));
            case TableAction.SetSchema set ->
                table.withName(new TableName(set.schema(), table.name().name()));
            case TableAction.ReplicaIdentity identity ->
                table.withTrait(
                        Trait.REPLICA_IDENTITY,
                        !identity.identity().equals("nothing")
                                && !identity.identity().equals("default"));
            case TableAction.Inherit inherit -> table.withTrait(Trait.INHERITANCE, true);
            default -> table;
        };
    }

    static Table withoutConstraint(Table table, String name) {
        return table.withKeys(table.keys().stream()
                        .filter(key -> !key.name().equals(name))
                        .toList())
                .withForeignKeys(table.foreignKeys().stream()
                        .filter(key -> !key.name().equals(name))
                        .toList())
                .withChecks(table.checks().stream()
                        .filter(check -> !check.name().equals(name))
                        .toList());
    }

    private static Table validated(Table table, String name) {
        return table.withForeignKeys(table.foreignKeys().stream()
                        .map(key -> key.name().equals(name)
                                ? new ForeignKey(
                                        key.name(),
                                        key.columns(),
                                        key.target(),
                                        key.targetColumns(),
                                        key.onDelete(),
                                        key.onUpdate(),
                                        true)
                                : key)
                        .toList())
                .withChecks(table.checks().stream()
                        .map(check -> check.name().equals(name) ? new Check(name, check.expression(), true) : check)
                        .toList());
    }
}

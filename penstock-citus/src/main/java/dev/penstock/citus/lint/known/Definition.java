package dev.penstock.citus.lint.known;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.ColumnDefinition;
import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Columns and constraints as they are written, put on a table.
 *
 * @param before what they may refer to
 */
record Definition(Known before) {

    Table column(Table table, ColumnDefinition definition) {
        TableName sequence = definition.serial() || definition.identity()
                ? new TableName(table.name().schema(), table.name().name() + "_" + definition.name() + "_seq")
                : drawsFrom(definition.defaultValue());
        var column = new Column(
                definition.name(),
                type(definition),
                definition.collation(),
                definition.notNull() || definition.serial(),
                definition.identity(),
                sequence,
                false);
        var columns = new ArrayList<>(table.columns());
        columns.removeIf(each -> each.name().equals(column.name()));
        columns.add(column);
        Table wider = table.withColumns(columns);
        for (Constraint constraint : definition.constraints()) {
            wider = constraint(wider, constraint);
        }
        return wider;
    }

    private static String type(ColumnDefinition column) {
        return switch (column.type()) {
            case "serial", "serial4" -> "integer";
            case "bigserial", "serial8" -> "bigint";
            case "smallserial", "serial2" -> "smallint";
            default -> column.type();
        };
    }

    private @Nullable TableName drawsFrom(Tokens defaultValue) {
        return Call.in(defaultValue).stream()
                .filter(call -> call.is("nextval"))
                .flatMap(call -> call.argument("regclass", 0).stream())
                .flatMap(argument -> Regclass.of(argument).stream())
                .map(name -> before.resolve(name, before.sequences()))
                .findFirst()
                .orElse(null);
    }

    Table constraint(Table table, Constraint constraint) {
        String name = Objects.requireNonNullElse(constraint.name(), "");
        return switch (constraint) {
            case Constraint.Unique unique -> unique(table, unique, name);
            case Constraint.Exclusion exclusion ->
                table.withKeys(Table.plus(
                        table.keys(),
                        new Key(
                                name,
                                Key.Kind.EXCLUSION,
                                exclusion.elements().stream()
                                        .map(element -> Objects.requireNonNullElse(element.column(), ""))
                                        .toList(),
                                exclusion.elements().stream()
                                        .map(Constraint.Element::operator)
                                        .toList(),
                                List.of())));
            case Constraint.Check check ->
                table.withChecks(Table.plus(
                        table.checks(), new Check(name, check.expression().toString(), !check.notValid())));
            case Constraint.ForeignKey key ->
                table.withForeignKeys(Table.plus(
                        table.foreignKeys(),
                        new ForeignKey(
                                name.isEmpty()
                                        ? table.name().name() + "_" + String.join("_", key.columns()) + "_fkey"
                                        : name,
                                key.columns(),
                                before.resolve(key.target()),
                                key.targetColumns(),
                                key.onDelete(),
                                key.onUpdate(),
                                !key.notValid())));
            case Constraint.NotNull notNull -> notNull(table, notNull.column(), true);
        };
    }

    private static Table unique(Table table, Constraint.Unique unique, String name) {
        var kind = unique.primary() ? Key.Kind.PRIMARY : Key.Kind.UNIQUE;
        String index = unique.usingIndex();
        var columns = unique.columns();
        var include = unique.include();
        var keys = new ArrayList<>(table.keys());
        if (index != null) {
            var used = keys.stream().filter(key -> key.name().equals(index)).findFirst();
            keys.removeIf(key -> key.name().equals(index));
            columns = used.map(Key::columns).orElse(columns);
            include = used.map(Key::include).orElse(include);
        }
        String given = name.isEmpty()
                ? table.name().name() + (unique.primary() ? "_pkey" : "_" + String.join("_", columns) + "_key")
                : name;
        keys.add(new Key(given, kind, columns, List.of(), include));
        Table wider = table.withKeys(keys);
        for (String column : unique.primary() ? columns : List.<String>of()) {
            wider = notNull(wider, column, true);
        }
        return wider;
    }

    static Table notNull(Table table, String column, boolean value) {
        return table.withColumns(table.columns().stream()
                .map(each -> each.name().equals(column) ? each.withNotNull(value) : each)
                .toList());
    }
}

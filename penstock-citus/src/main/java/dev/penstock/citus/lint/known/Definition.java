package dev.penstock.citus.lint.known;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.ColumnDefinition;
import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Columns and constraints as they are written, put on a table.
 *
 * @param before what they may refer to
 */
record Definition(Known before) {

    Table column(Table table, ColumnDefinition definition) {
        TableName sequence = definition.serial() || definition.identity()
                ? ownSequence(table, definition.name())
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

    /** The one that the server makes for a serial or identity column. */
    static TableName ownSequence(Table table, String column) {
        return new TableName(table.name().schema(), chosen(table.name(), List.of(column), "seq"));
    }

    private static String type(ColumnDefinition column) {
        return switch (column.type()) {
            case "serial", "serial4" -> "integer";
            case "bigserial", "serial8" -> "bigint";
            case "smallserial", "serial2" -> "smallint";
            default -> column.type();
        };
    }

    /** The sequence that a default draws from. */
    @Nullable
    TableName drawsFrom(Tokens defaultValue) {
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
                table.withKeys(Table.plus(table.keys(), excluding(table, exclusion, name)));
            case Constraint.Check check ->
                table.withChecks(Table.plus(
                        table.checks(), new Check(name, check.expression().toString(), !check.notValid())));
            case Constraint.ForeignKey key ->
                table.withForeignKeys(Table.plus(
                        table.foreignKeys(),
                        new ForeignKey(
                                name.isEmpty() ? chosen(table.name(), key.columns(), "fkey") : name,
                                key.columns(),
                                before.resolve(key.target()),
                                key.targetColumns(),
                                key.onDelete(),
                                key.onUpdate(),
                                !key.notValid())));
            case Constraint.NotNull notNull -> notNull(table, notNull.column(), true);
        };
    }

    private static Key excluding(Table table, Constraint.Exclusion exclusion, String name) {
        var key = Key.of(exclusion, name);
        return name.isEmpty() ? key.withName(chosen(table.name(), key.columns(), "excl")) : key;
    }

    /** The name that the server chooses for what has none. */
    static String chosen(TableName table, List<String> columns, String kind) {
        return Stream.of(
                        Stream.of(table.name()),
                        columns.stream().map(each -> each.isEmpty() ? "expr" : each),
                        Stream.of(kind))
                .flatMap(each -> each)
                .collect(Collectors.joining("_"));
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
                ? chosen(table.name(), unique.primary() ? List.of() : columns, unique.primary() ? "pkey" : "key")
                : name;
        keys.add(new Key(given, kind, columns, List.of(), include));
        Table wider = table.withKeys(keys);
        for (String column : unique.primary() ? columns : List.<String>of()) {
            wider = notNull(wider, column, true);
        }
        return wider;
    }

    static Table notNull(Table table, String column, boolean value) {
        return table.withColumn(column, each -> each.withNotNull(value));
    }
}

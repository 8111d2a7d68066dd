package dev.penstock.citus.lint.known;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Tokens;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Calls of Citus' functions that say where a table's rows lie. */
final class Placing {

    private static final int DEFAULT_SHARDS = 32;

    private Placing() {}

    static Known by(Tokens tokens, Known before) {
        Known after = before;
        for (Call call : Call.in(tokens)) {
            Known so = after;
            after = call.argument("table_name", 0)
                    .flatMap(Regclass::of)
                    .flatMap(so::table)
                    .map(table -> placed(table, call, so))
                    .orElse(so);
        }
        return after;
    }

    private static Known placed(Table table, Call call, Known known) {
        Table placed = where(table, call, known);
        boolean moves = call.is("alter_distributed_table")
                && !Objects.equals(placed.distributionColumn(), table.distributionColumn());
        Known after = moves ? withoutForeignKeys(known, table.name()) : known;
        return placed.equals(table) ? after : like(placed, table.name(), after);
    }

    /** Partitions lie where their parent does. */
    private static Known like(Table placed, TableName name, Known known) {
        Known after = known.table(name)
                .map(table -> known.with(table.placedLike(placed)))
                .orElse(known);
        for (TableName partition : known.table(name).map(Table::partitions).orElse(Set.of())) {
            after = like(placed, partition, after);
        }
        return after;
    }

    /** Citus drops them when the distribution column changes. */
    private static Known withoutForeignKeys(Known known, TableName name) {
        return known.withEach(table -> table.withForeignKeys(table.foreignKeys().stream()
                .filter(key -> !table.name().equals(name) && !key.target().equals(name))
                .toList()));
    }

    private static Table where(Table table, Call call, Known known) {
        return switch (call.function().name()) {
            case "create_distributed_table", "create_distributed_table_concurrently" ->
                table.placed(
                        Placement.DISTRIBUTED,
                        column(call).orElse(null),
                        group(table, call, known),
                        shards(call, 4).orElse(DEFAULT_SHARDS));
            case "alter_distributed_table" ->
                table.placed(
                        table.placement(),
                        column(call).orElse(table.distributionColumn()),
                        call.argument("colocate_with", 3).isPresent() ? group(table, call, known) : table.group(),
                        shards(call, 2).orElse(table.shards()));
            case "create_reference_table" -> table.placed(Placement.REFERENCE, null, "reference", 1);
            case "citus_add_local_table_to_metadata" -> table.placed(Placement.CITUS_LOCAL, null, null, 0);
            case "undistribute_table" -> table.placed(Placement.PLAIN, null, null, 0);
            default -> table;
        };
    }

    private static Optional<String> column(Call call) {
        return call.argument("distribution_column", 1)
                .filter(column -> !column.isEmpty() && column.first().isString())
                .map(column -> column.first().value());
    }

    private static Optional<Integer> shards(Call call, int position) {
        return call.argument("shard_count", position)
                .filter(count -> count.size() == 1 && count.first().value().matches("\\d{1,6}"))
                .map(count -> Integer.parseInt(count.first().value()));
    }

    private static String group(Table table, Call call, Known known) {
        var anchor = call.argument("colocate_with", 3).flatMap(Regclass::of);
        String word = anchor.map(QualifiedName::name).orElse("default");
        if (word.equals("none")) {
            return table.name().toString();
        }
        return anchor.flatMap(known::table)
                .map(other ->
                        Objects.requireNonNullElse(other.group(), other.name().toString()))
                .orElse(word);
    }
}

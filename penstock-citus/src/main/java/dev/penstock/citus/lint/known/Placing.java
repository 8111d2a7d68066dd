package dev.penstock.citus.lint.known;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Tokens;
import java.util.Objects;

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
                    .map(so::with)
                    .orElse(so);
        }
        return after;
    }

    private static Table placed(Table table, Call call, Known known) {
        return switch (call.function().name()) {
            case "create_distributed_table", "create_distributed_table_concurrently" ->
                table.placed(
                        Placement.DISTRIBUTED,
                        call.argument("distribution_column", 1)
                                .filter(column ->
                                        !column.isEmpty() && column.first().isString())
                                .map(column -> column.first().value())
                                .orElse(null),
                        group(table, call, known),
                        call.argument("shard_count", 4)
                                .filter(count -> count.size() == 1
                                        && count.first().value().matches("\\d{1,6}"))
                                .map(count -> Integer.parseInt(count.first().value()))
                                .orElse(DEFAULT_SHARDS));
            case "create_reference_table" -> table.placed(Placement.REFERENCE, null, "reference", 1);
            case "citus_add_local_table_to_metadata" -> table.placed(Placement.CITUS_LOCAL, null, null, 0);
            case "undistribute_table" -> table.placed(Placement.PLAIN, null, null, 0);
            default -> table;
        };
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

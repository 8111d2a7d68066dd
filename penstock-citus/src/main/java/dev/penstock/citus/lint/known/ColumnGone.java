package dev.penstock.citus.lint.known;

import java.util.List;

/** A column that is dropped, and with it every key, check and foreign key that names it, and the column of partitions. */
record ColumnGone(TableName table, String column) {

    Known of(Known before) {
        var found = before.table(table);
        if (found.isEmpty()) {
            return before;
        }
        var primary = found.get().primaryKey().map(Key::columns).orElse(List.of());
        Known after = before.withEach(
                each -> each.withoutConstraints(key -> false, key -> leadsTo(key, primary), check -> false));
        after = after.table(table).map(this::narrower).map(after::with).orElse(after);
        for (TableName partition : found.get().partitions()) {
            after = new ColumnGone(partition, column).of(after);
        }
        return after;
    }

    private Table narrower(Table wide) {
        return wide.withColumns(wide.columns().stream()
                        .filter(each -> !each.name().equals(column))
                        .toList())
                .withoutConstraints(
                        key -> key.names(column), key -> key.columns().contains(column), check -> check.names(column));
    }

    private boolean leadsTo(ForeignKey key, List<String> primary) {
        var columns = key.targetColumns().isEmpty() ? primary : key.targetColumns();
        return key.target().equals(table) && columns.contains(column);
    }
}

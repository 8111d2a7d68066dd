package dev.penstock.citus.lint.known;

import java.util.List;

/** A column under another name, which keys, checks, foreign keys from everywhere and partitions follow. */
record ColumnRenamed(TableName table, String from, String to) {

    Known of(Known before) {
        Known after = before.withEach(each -> each.withConstraints(key -> key, this::target, check -> check));
        var own = after.table(table);
        if (own.isEmpty()) {
            return after;
        }
        after = after.with(own(own.get()));
        for (TableName partition : own.get().partitions()) {
            after = new ColumnRenamed(partition, from, to).of(after);
        }
        return after;
    }

    private Table own(Table before) {
        Table after = before.withColumn(from, column -> column.withName(to))
                .withConstraints(
                        key -> key.withColumns(now(key.columns()), now(key.include())),
                        key -> key.withColumns(now(key.columns()), key.targetColumns()),
                        check -> check.withColumn(from, to));
        return before.distributedBy(from)
                ? after.placed(before.placement(), to, before.group(), before.shards())
                : after;
    }

    private ForeignKey target(ForeignKey key) {
        return key.target().equals(table) ? key.withColumns(key.columns(), now(key.targetColumns())) : key;
    }

    private List<String> now(List<String> columns) {
        return columns.stream().map(each -> each.equals(from) ? to : each).toList();
    }
}

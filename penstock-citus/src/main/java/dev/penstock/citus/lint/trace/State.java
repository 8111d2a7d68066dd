package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.known.TableName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes' catalogs say at one moment.
 *
 * @param files in which each table and shard lies
 * @param half what is left half done, with the number of tables and shards where it is
 */
record State(Map<Stored, Long> files, Map<Half, Integer> half) {

    /** Something that is left half done. */
    record Half(TableName table, Leftover.Kind kind, String name) {}

    /** What one node says. */
    record Answer(boolean coordinator, List<File> tables, List<Entry> half) {
        record File(String schema, String table, @Nullable Long shard, long file) {}

        record Entry(String schema, String table, @Nullable Long shard, Leftover.Kind kind, String name) {}
    }

    /** @param answers by node */
    static State of(Map<String, Answer> answers) {
        var files = new HashMap<Stored, Long>();
        var half = new LinkedHashMap<Half, Integer>();
        answers.forEach((node, answer) -> {
            answer.tables()
                    .forEach(file -> files.put(
                            new Stored(
                                    new TableName(file.schema(), file.table()),
                                    node,
                                    answer.coordinator(),
                                    file.shard()),
                            file.file()));
            answer.half()
                    .forEach(entry -> half.merge(
                            new Half(new TableName(entry.schema(), entry.table()), entry.kind(), entry.name()),
                            1,
                            Integer::sum));
        });
        return new State(files, half);
    }

    /** The tables of which something, here or in a shard, lies in another file than before. */
    Set<TableName> rewrittenSince(State before) {
        var rewritten = new HashSet<TableName>();
        before.files.forEach((stored, file) -> {
            Long now = files.get(stored);
            if (now != null && !now.equals(file)) {
                rewritten.add(stored.table());
            }
        });
        return rewritten;
    }

    /** What has been left half done since. */
    Map<Half, Integer> leftSince(State before) {
        var left = new LinkedHashMap<>(half);
        left.keySet().removeAll(before.half.keySet());
        return left;
    }
}

package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.plan.Operation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a statement of an operation has come, by what the nodes say of the sessions that work for it.
 *
 * <p>An index is built in phases whose lengths nobody knows beforehand, so each is told by itself; where several shards are built at the
 * same time, the phase of those that are furthest behind. Rows that are copied are added up over all shards. Of anything else, such as a
 * validation, PostgreSQL says nothing: of the tables that it locks the shards that it has reached are told, which it goes through one after
 * the other.
 */
final class Progress {

    private final Watcher watcher;
    private final Operation operation;
    private final Statement query;
    private final Map<String, Long> copied = new HashMap<>();
    private @Nullable Long shards;

    Progress(Watcher watcher, Operation operation, long gpid, int pid) {
        this.watcher = watcher;
        this.operation = operation;
        var template = Statement.in("apply", "node_progress");
        this.query = new Statement(
                template.text().replace("{gpid}", Long.toString(gpid)).replace("{pid}", Integer.toString(pid)),
                template.parameters());
    }

    void look(Connection connection) throws SQLException {
        var found = query.rows(connection, Row.class, Map.of());
        var indexes = of("index", found);
        var copies = of("copy", found);
        if (!indexes.isEmpty()) {
            index(indexes);
        } else if (!copies.isEmpty() || !copied.isEmpty()) {
            // A copy that is over is seen no more, and still counts.
            copies.forEach(row ->
                    copied.merge(row.node() + " " + row.process() + " " + row.relation(), row.done(), Math::max));
            watcher.underWay(
                    operation,
                    "copying",
                    "rows",
                    copied.values().stream().mapToLong(Long::longValue).sum(),
                    operation.estimate().rows());
        } else {
            shards(connection, of("shards", found));
        }
    }

    private void index(List<Row> indexes) {
        int earliest = indexes.stream().mapToInt(Progress::rank).min().orElse(0);
        var behind = indexes.stream().filter(row -> rank(row) == earliest).toList();
        long total = behind.stream().mapToLong(Row::total).sum();
        watcher.underWay(
                operation,
                behind.getFirst().phase()
                        + (indexes.size() == 1 ? "" : " on " + behind.size() + " of " + indexes.size() + " tables"),
                behind.getFirst().phase().startsWith("waiting") ? "transactions" : "parts",
                behind.stream().mapToLong(Row::done).sum(),
                total == 0 ? null : total);
    }

    /** In the order of PostgreSQL's documentation. */
    private static int rank(Row row) {
        String phase = row.phase();
        return phase.startsWith("initializing")
                ? 0
                : phase.contains("before build")
                        ? 1
                        : phase.startsWith("building")
                                ? 2
                                : phase.contains("before validation")
                                        ? 3
                                        : phase.startsWith("index validation") ? 4 : 5;
    }

    private void shards(Connection connection, List<Row> reached) throws SQLException {
        long done = reached.stream().mapToLong(Row::done).sum();
        if (shards == null) {
            shards = Statement.in("apply", "shard_count")
                    .rows(
                            connection,
                            Count.class,
                            Map.of(
                                    "tables",
                                    operation.locks().stream()
                                            .map(lock -> lock.table().quoted())
                                            .distinct()
                                            .toList()))
                    .getFirst()
                    .shards();
        }
        if (done > 0 && shards > 0) {
            watcher.underWay(operation, "reaching shard after shard", "shards", Math.min(done, shards), shards);
        }
    }

    private static List<Row> of(String kind, List<Row> rows) {
        return rows.stream().filter(row -> row.kind().equals(kind)).toList();
    }

    record Row(int node, String kind, int process, String phase, long relation, long done, long total) {}

    record Count(long shards) {}
}

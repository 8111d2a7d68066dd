package dev.penstock.citus.catalog;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What Citus says of the schemas' tables. */
record Cluster(
        Citus citus, Map<Long, CitusTableRow> tables, Map<Long, List<Shard>> shards, Map<Long, Measure> measures) {

    private static final JsonMapper JSON = new JsonMapper();

    static Cluster read(CatalogReader.Read read, String version) throws SQLException {
        var answers = read.rows("citus_shard_sizes", Answer.class);
        var citus = new Citus(
                version,
                read.rows("citus_nodes", Node.class),
                read.rows("citus_groups", ColocationGroup.class),
                answers.stream()
                        .filter(answer -> !answer.success())
                        .map(Answer::nodeId)
                        .toList());
        return new Cluster(
                citus,
                read.rows("citus_tables", CitusTableRow.class).stream()
                        .collect(toMap(CitusTableRow::tableOid, Function.identity())),
                read.rows("citus_shards", Shard.class).stream().collect(groupingBy(Shard::tableOid)),
                measures(answers));
    }

    Distribution distributionOf(long table) {
        var row = tables.get(table);
        return row == null ? Distribution.PLAIN : row.distribution();
    }

    /** Bytes and rows of the table's shards, each counted once although reference tables have many copies. */
    Measure measureOf(long table) {
        return shards.getOrDefault(table, List.of()).stream()
                .map(shard -> measures.getOrDefault(shard.id(), Measure.UNKNOWN))
                .reduce(Measure.NOTHING, Measure::plus);
    }

    private static Map<Long, Measure> measures(List<Answer> answers) {
        var measures = new HashMap<Long, Measure>();
        for (var answer : answers) {
            if (answer.success() && answer.result() != null) {
                JSON.readValue(answer.result(), new TypeReference<Map<Long, long[]>>() {})
                        .forEach((shard, pair) -> measures.put(shard, Measure.of(pair[0], pair[1])));
            }
        }
        return measures;
    }

    /** What a node said of the shards that it holds, or why it did not. */
    record Answer(int nodeId, boolean success, @Nullable String result) {}

    /** A size, and a number of rows when ANALYZE has seen them. */
    record Measure(long bytes, @Nullable Long rows) {

        static final Measure NOTHING = new Measure(0, 0L);
        static final Measure UNKNOWN = new Measure(0, null);

        static Measure of(long bytes, long tuples) {
            return new Measure(bytes, tuples < 0 ? null : tuples);
        }

        Measure plus(Measure other) {
            Long known = rows == null || other.rows == null ? null : Long.valueOf(rows + other.rows);
            return new Measure(bytes + other.bytes, known);
        }
    }
}

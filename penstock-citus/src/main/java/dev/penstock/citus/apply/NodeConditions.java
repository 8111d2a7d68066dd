package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a node has room for, and who would be waited for on it.
 *
 * @param outputPlugins null where the server lets every plugin be used
 * @param longTransactions described for people
 * @param prepared transactions that nobody has committed
 */
record NodeConditions(
        String walLevel,
        @Nullable String outputPlugins,
        int freeSlots,
        int freeSenders,
        int replicationWorkers,
        long availableBytes,
        List<String> longTransactions,
        List<String> prepared) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /**
     * A node's answer.
     *
     * @param conditions null when it did not answer
     * @param error why not
     */
    record Answer(
            String node,
            @Nullable NodeConditions conditions,
            @Nullable String error) {}

    static List<Answer> ask(Connection connection, Duration longTransaction) throws SQLException {
        var template = Statement.in("apply", "node_conditions");
        String sql = template.text().replace("{long_transaction}", Long.toString(longTransaction.toMillis()));
        return new Statement(sql, template.parameters())
                .rows(connection, Row.class, Map.of()).stream()
                        .map(row -> row.success() && row.result() != null
                                ? new Answer(row.name(), JSON.readValue(row.result(), NodeConditions.class), null)
                                : new Answer(row.name(), null, row.result()))
                        .toList();
    }

    boolean allowsCitusPlugin() {
        return outputPlugins == null
                || List.of(outputPlugins.replaceAll("[\\s'\"]", "").split(",")).contains("citus");
    }

    record Row(
            int nodeId,
            @Nullable String node,
            boolean success,
            @Nullable String result) {
        String name() {
            return node == null ? "node " + nodeId : node;
        }
    }
}

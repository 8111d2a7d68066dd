package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.Identifier;
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
 * @param serverVersion such as 150020
 * @param citusVersion of the extension in the database; null when it is not there
 * @param citusLibrary of the library that the server has loaded
 * @param leftovers what operations of Citus have made for themselves, and nobody uses
 * @param longTransactions described for people
 * @param prepared transactions that nobody has committed
 */
record NodeConditions(
        int serverVersion,
        @Nullable String citusVersion,
        String citusLibrary,
        List<Leftover> leftovers,
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

    /** @param kind slot, publication or subscription */
    record Leftover(String kind, String name) {

        /** What takes it away, on its node. */
        String remedy() {
            String quoted = Identifier.quoted(name);
            return switch (kind) {
                case "slot" ->
                    "SELECT pg_drop_replication_slot("
                            + Identifier.literal(name).strip() + ")";
                case "publication" -> "SET citus.enable_ddl_propagation = off; DROP PUBLICATION " + quoted;
                default ->
                    "ALTER SUBSCRIPTION " + quoted + " DISABLE; ALTER SUBSCRIPTION " + quoted
                            + " SET (slot_name = NONE); DROP SUBSCRIPTION " + quoted;
            };
        }
    }

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

package dev.penstock.citus.journal;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.PlanFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The journal of one plan. Every call is a statement in the transaction of the connection that it is given.
 *
 * <p>Errors: those of the server, as {@link SQLException}.
 */
public final class Journal {

    /** The schema, which everything that looks for an application's tables must pass over. */
    public static final String SCHEMA = "penstock_citus";

    private static final List<String> TABLES = List.of(
            "create_schema",
            "create_plan",
            "create_operation",
            "create_fact",
            "create_digest",
            "create_digest_index",
            "create_confirmation",
            "add_evidence",
            "create_measured");
    private static final JsonMapper JSON = new JsonMapper();

    private final Plan plan;
    private final String fingerprint;

    private Journal(Plan plan, String fingerprint) {
        this.plan = plan;
        this.fingerprint = fingerprint;
    }

    public static Journal of(Plan plan) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(PlanFile.json(plan).getBytes(StandardCharsets.UTF_8));
            return new Journal(plan, HexFormat.of().formatHex(digest, 0, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the tables are there. */
    public static boolean installed(Connection connection) throws SQLException {
        return statement("installed")
                .rows(connection, Installed.class, Map.of())
                .getFirst()
                .installed();
    }

    /** Makes the tables that are not there yet. */
    public static void install(Connection connection) throws SQLException {
        for (String table : TABLES) {
            statement(table).run(connection, Map.of());
        }
    }

    public String fingerprint() {
        return fingerprint;
    }

    /** @param mode online or blocking, for those who read the journal */
    public void begin(Connection connection, String mode) throws SQLException {
        run(connection, "begin", Map.of("goal", plan.goal(), "mode", mode));
    }

    public Optional<PlanEntry> plan(Connection connection) throws SQLException {
        return rows(connection, "plan", PlanEntry.class).stream().findFirst();
    }

    /** Those that were begun or found done, by their ids. */
    public Map<String, OperationEntry> operations(Connection connection) throws SQLException {
        return rows(connection, "operations", OperationEntry.class).stream()
                .collect(toUnmodifiableMap(OperationEntry::id, Function.identity()));
    }

    public void started(Connection connection, String operation) throws SQLException {
        run(connection, "operation_started", Map.of("id", operation));
    }

    public void done(Connection connection, String operation) throws SQLException {
        run(connection, "operation_done", Map.of("id", operation));
    }

    public void failed(Connection connection, String operation, String error) throws SQLException {
        run(connection, "operation_failed", Map.of("id", operation, "error", error));
    }

    public void reversed(Connection connection, String operation) throws SQLException {
        run(connection, "operation_reversed", Map.of("id", operation));
    }

    /**
     * Belongs into the transaction of the batch.
     *
     * @param rows that were passed so far
     */
    public void checkpoint(Connection connection, String operation, @Nullable List<@Nullable String> lastKey, long rows)
            throws SQLException {
        var values = new HashMap<String, @Nullable Object>();
        values.put("id", operation);
        values.put("last_key", lastKey);
        values.put("rows", rows);
        run(connection, "checkpoint", values);
    }

    /** Everything that was there before has been written down; from now on it is not written down again. */
    public void recorded(Connection connection) throws SQLException {
        run(connection, "recorded", Map.of());
    }

    public void finished(Connection connection) throws SQLException {
        run(connection, "finished", Map.of());
    }

    /** Forgets what was recorded before the plan, and what of it had failed. */
    public void reversed(Connection connection) throws SQLException {
        run(connection, "reversed", Map.of());
    }

    public void confirm(Connection connection, String gate) throws SQLException {
        run(connection, "confirm", Map.of("gate", gate));
    }

    /** What the database said, not a person: it must say so again for the next operation. */
    public void passed(Connection connection, String gate, String evidence) throws SQLException {
        run(connection, "passed", Map.of("gate", gate, "evidence", evidence));
    }

    /** By people. */
    public Set<String> confirmed(Connection connection) throws SQLException {
        var gates = new HashSet<String>();
        rows(connection, "confirmed", Confirmation.class).forEach(row -> gates.add(row.gate()));
        return Set.copyOf(gates);
    }

    /** What was written down before stays as it is. */
    public void record(Connection connection, Collection<Fact> facts) throws SQLException {
        run(connection, "record_facts", Map.of("facts", JSON.writeValueAsString(facts)));
    }

    public List<Fact> facts(Connection connection) throws SQLException {
        return rows(connection, "facts", Fact.class);
    }

    private <T> List<T> rows(Connection connection, String statement, Class<T> type) throws SQLException {
        return statement(statement).rows(connection, type, Map.of("fingerprint", fingerprint));
    }

    private void run(Connection connection, String statement, Map<String, ? extends @Nullable Object> values)
            throws SQLException {
        var all = new HashMap<String, @Nullable Object>(values);
        all.put("fingerprint", fingerprint);
        statement(statement).run(connection, all);
    }

    private static Statement statement(String name) {
        return Statement.in("journal", name);
    }

    record Installed(boolean installed) {}

    record Confirmation(String gate) {}
}

package dev.penstock.citus.verify;

import static java.util.stream.Collectors.toSet;

import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.failure.ServerMessage;
import dev.penstock.citus.journal.Journal;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.verify.Verification.Check;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;

/**
 * How many shards the statements would go to that the database was sent, as pg_stat_statements has them. Nothing is carried out.
 *
 * <p>Their values are not known, so each is planned twice with values made up: with the same for all parameters, and with one of
 * its own for each. Of {@code o.tenant = $1 and l.tenant = $2} the first is the truth, of {@code tenant in ($1, $2)} the second.
 * What cannot be planned is named as not analysed.
 */
final class CapturedCheck {

    private static final String NAME = "captured workload";
    private static final Pattern FIRST_WORD = Pattern.compile(
            "\\A(?:\\s|\\(|/\\*.*?\\*/|--[^\\n]*\\n)*([a-z]+)", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    /** Such as {@code interval '1 day'}, which is not SQL any more once its constant is a parameter. */
    private static final Pattern TYPED = Pattern.compile(
            "\\b(interval|date|time|timestamp|timestamptz|timetz|uuid|jsonb?|bytea|inet|numeric|point)\\s+(\\$\\d+)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern CALL = Pattern.compile("(\\w+)\"?\\s*\\(");
    private static final Set<String> EXPLAINED =
            Set.of("select", "with", "insert", "update", "delete", "merge", "values", "table");

    /** They read and write no rows of the application, or they change its schema. */
    private static final Set<String> LEFT_OUT = Set.of(
            "abort",
            "alter",
            "analyze",
            "begin",
            "checkpoint",
            "close",
            "comment",
            "commit",
            "create",
            "deallocate",
            "discard",
            "drop",
            "end",
            "explain",
            "fetch",
            "grant",
            "listen",
            "load",
            "move",
            "notify",
            "prepare",
            "reassign",
            "reindex",
            "release",
            "reset",
            "revoke",
            "rollback",
            "savepoint",
            "security",
            "set",
            "show",
            "start",
            "unlisten",
            "vacuum");

    private final Connection connection;
    private final Plan plan;
    private final List<String> failures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Set<String> routines = Set.of();
    private int single;
    private int unknown;

    CapturedCheck(Connection connection, Plan plan) {
        this.connection = connection;
        this.plan = plan;
    }

    Check run() throws SQLException {
        var view = Statement.in("verify", "capturing").rows(connection, View.class, Map.of());
        if (view.isEmpty()) {
            return nothing("there is no pg_stat_statements: put it into shared_preload_libraries behind citus, restart,"
                    + " CREATE EXTENSION pg_stat_statements, let the application run");
        }
        List<Captured> captured;
        try {
            captured = captured(view.getFirst());
        } catch (SQLException e) {
            if (connection.isClosed()) {
                throw e;
            }
            return nothing("pg_stat_statements cannot be read: " + ServerMessage.firstLine(e));
        }
        routines = Statement.in("verify", "routines").rows(connection, Routine.class, Map.of()).stream()
                .map(Routine::name)
                .collect(toSet());
        execute("set plan_cache_mode = force_custom_plan");
        var own = OwnStatements.of(plan);
        for (Captured statement : captured) {
            if (!own.has(statement.sql())) {
                look(statement.sql());
            }
        }
        if (single + unknown + failures.size() + notes.size() == 0) {
            return nothing("pg_stat_statements has no statement of the application: let it run, then verify again");
        }
        return new Check(
                NAME,
                single + " statements go to one shard, " + failures.size() + " do not, " + unknown
                        + " were not analysed",
                failures,
                notes);
    }

    private List<Captured> captured(View view) throws SQLException {
        var query = Statement.in("verify", "captured");
        return new Statement(query.text().replace("{view}", view.view()), query.parameters())
                .rows(connection, Captured.class, Map.of());
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            // Braces are the application's own, no escapes of JDBC.
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    private void look(String sql) throws SQLException {
        var first = FIRST_WORD.matcher(sql);
        String word = first.find() ? first.group(1).toLowerCase(Locale.ROOT) : "";
        if (LEFT_OUT.contains(word)) {
            return;
        }
        String name = new Workload.Statement(1, sql).start();
        if (!EXPLAINED.contains(word)) {
            notAnalysed(
                    name,
                    sql.startsWith("<insufficient")
                            ? "it is another user's: GRANT pg_read_all_stats"
                            : "it cannot be explained");
            return;
        }
        connection.setAutoCommit(false);
        boolean prepared = false;
        try {
            execute("prepare penstock_captured as " + TYPED.matcher(sql).replaceAll("cast($2 as $1)"));
            prepared = true;
            judge(name, sql);
        } catch (SQLException e) {
            if (connection.isClosed()) {
                throw e;
            }
            notAnalysed(name, ServerMessage.firstLine(e));
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
                if (prepared) {
                    execute("deallocate penstock_captured");
                }
            }
        }
    }

    private void judge(String name, String sql) throws SQLException {
        var samples = Statement.in("verify", "parameters")
                .rows(connection, Sample.class, Map.of("name", "penstock_captured"));
        var same = explained(samples, at -> 1);
        if (same.isEmpty()) {
            notAnalysed(name, "no value is known for one of its parameters");
            return;
        }
        var route = same.get();
        if (route.local()) {
            local(name, sql, route);
        } else if (route.shards() > 1) {
            failures.add(name + " goes to " + route.shards() + " shards");
        } else if (route.moves()) {
            failures.add(name + " moves rows between nodes");
        } else {
            apart(name, samples, route);
        }
    }

    /** The same parameters have it on one shard; with different ones it may be another matter. */
    private void apart(String name, List<Sample> samples, Route same) throws SQLException {
        Route different;
        var savepoint = connection.setSavepoint();
        try {
            different = explained(samples, at -> at).orElseThrow();
        } catch (SQLException e) {
            if (connection.isClosed()) {
                throw e;
            }
            connection.rollback(savepoint);
            different = new Route(0, true, false, Set.of());
        }
        if (different.shards() > 1 && !different.moves()) {
            failures.add(name + " goes to " + different.shards() + " shards when its parameters differ");
        } else if (different.oneShard()) {
            single++;
        } else if (same.oneShard()) {
            single++;
            notes.add(name + " goes to one shard as long as its parameters name the same tenant");
        } else {
            notAnalysed(name, "no values are known for which it would find a row");
        }
    }

    private void local(String name, String sql, Route route) {
        if (route.schemas().stream().anyMatch(CapturedCheck::ofPeople)) {
            notes.add(name + " stays on the coordinator");
            return;
        }
        CALL.matcher(sql)
                .results()
                .map(call -> call.group(1))
                .filter(routines::contains)
                .findFirst()
                .ifPresent(call -> notAnalysed(name, "it calls function " + call));
    }

    private Optional<Route> explained(List<Sample> samples, IntUnaryOperator number) throws SQLException {
        var values = new ArrayList<String>();
        for (int at = 1; at <= samples.size(); at++) {
            var value = samples.get(at - 1).value(number.applyAsInt(at));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(Route.of(
                connection,
                "explain (verbose, costs off, format json) execute penstock_captured"
                        + (values.isEmpty() ? "" : "(" + String.join(", ", values) + ")")));
    }

    private static boolean ofPeople(String schema) {
        return !schema.startsWith("pg_") && !schema.equals("information_schema") && !schema.equals(Journal.SCHEMA);
    }

    private void notAnalysed(String name, String why) {
        unknown++;
        notes.add("not analysed: " + name + ": " + why);
    }

    private static Check nothing(String why) {
        return new Check(NAME, "0 statements", List.of(why), List.of());
    }

    record View(String view) {}

    record Captured(String sql) {}

    record Routine(String name) {}
}

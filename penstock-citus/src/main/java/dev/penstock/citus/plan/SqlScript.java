package dev.penstock.citus.plan;

import dev.penstock.citus.catalog.Identifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A plan as SQL, for those who carry it out with a tool of their own. Pure.
 *
 * <p>What only an engine can do is lost: backfills are one statement each, tables are distributed while nobody writes them, counts
 * are not compared, and lock attempts are not repeated. Conditions of gates are checked, confirmations are remarks.
 */
public final class SqlScript {

    private static final String BUDGET = """
            set local citus.propagate_set_commands = 'local';
            set local lock_timeout = '5s';
            set local citus.multi_shard_modify_mode = 'sequential';
            """;

    /** Otherwise psql goes on behind what failed, a gate among it. */
    private static final String STOP = "\\set ON_ERROR_STOP on\n";

    private SqlScript() {}

    /** One script for psql. */
    public static String of(Plan plan) {
        var script = new StringBuilder("-- " + plan.goal() + "\n" + STOP);
        for (Operation operation : plan.operations()) {
            boolean one = inTransaction(operation.work());
            script.append('\n').append(head(operation));
            script.append(one ? "begin;\n" + BUDGET : "");
            statements(operation).forEach(sql -> script.append(ended(sql)));
            script.append(one ? "commit;\n" : "");
        }
        return script.toString();
    }

    /**
     * Flyway migrations by the names of their files, in order; those that must not run in a transaction come with a file of
     * their configuration.
     *
     * @param version of the first, such as {@code 12}: the files are {@code V12.0010__…}
     */
    public static Map<String, String> flyway(Plan plan, String version) {
        var files = new LinkedHashMap<String, String>();
        for (Operation operation : plan.operations()) {
            boolean one = inTransaction(operation.work());
            String id = operation.id();
            int dash = id.indexOf('-');
            String name = "V" + version + "." + id.substring(0, dash) + "__"
                    + id.substring(dash + 1).replaceAll("[^\\p{L}\\p{N}]+", "_") + ".sql";
            var text = new StringBuilder(head(operation)).append(one ? BUDGET : "");
            statements(operation).forEach(sql -> text.append(ended(sql)));
            files.put(name, text.toString());
            if (!one) {
                files.put(name + ".conf", "executeInTransaction=false\n");
            }
        }
        return files;
    }

    private static boolean inTransaction(Work work) {
        return switch (work) {
            case Work.Statements statements -> statements.transaction() == Work.Transaction.ONE;
            case Work.Batches batches -> false;
            case Work.Quarantine quarantine -> true;
            case Work.Distribute distribute -> true;
        };
    }

    private static String head(Operation operation) {
        var head = new StringBuilder("-- " + operation.id() + ": " + operation.title() + "\n");
        operation
                .locks()
                .forEach(lock -> head.append("-- locks ")
                        .append(lock.where())
                        .append(": ")
                        .append(words(lock.mode()))
                        .append(", ")
                        .append(words(lock.hold()))
                        .append(", blocks ")
                        .append(words(lock.blocks()))
                        .append('\n'));
        operation
                .gates()
                .forEach(gate -> head.append("-- before: ").append(gate.text()).append('\n'));
        return head.toString();
    }

    private static List<String> statements(Operation operation) {
        var conditions = operation.gates().stream().flatMap(gate -> check(gate).stream());
        return Stream.concat(conditions, statements(operation.work())).toList();
    }

    private static Stream<String> statements(Work work) {
        return switch (work) {
            case Work.Statements statements -> statements.sql().stream();
            case Work.Batches batches -> Stream.of(batches.change().replaceAll(":(after|upto)_\\d+", "null"));
            case Work.Quarantine quarantine -> quarantine.sql().stream();
            case Work.Distribute distribute -> distribute.together().stream();
        };
    }

    private static Optional<String> check(Gate gate) {
        return switch (gate) {
            case Gate.Condition condition ->
                Optional.of(check("not (" + condition.sql() + ")", literal(condition.text())));
            case Gate.Confirmation confirmation -> Optional.empty();
            case Gate.Heartbeat heartbeat ->
                Optional.of(check(
                        "exists (" + heartbeat.sql() + ")",
                        literal(heartbeat.text() + "; alive and older than " + heartbeat.minimum() + ": ")
                                + " || (select string_agg(alive, '; ') from (" + heartbeat.sql() + ") too_old)"));
        };
    }

    private static String check(String closed, String text) {
        return "do $gate$ begin if " + closed + " then raise exception '%', " + text + "; end if; end $gate$";
    }

    private static String literal(String text) {
        return Identifier.literal(text).strip();
    }

    private static String ended(String sql) {
        return sql.stripTrailing() + ";\n";
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

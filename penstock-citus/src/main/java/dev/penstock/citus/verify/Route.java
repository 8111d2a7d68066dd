package dev.penstock.citus.verify;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Where a plan says that a statement goes.
 *
 * @param shards the most that a part of it goes to; -1 when nothing leaves the coordinator
 * @param moves whether rows move between nodes
 * @param barred whether the plan knows that no row can be found, and so says nothing of where they would be looked for
 * @param schemas of what it reads and writes; of a plan without VERBOSE none
 */
record Route(long shards, boolean moves, boolean barred, Set<String> schemas) {

    private static final Pattern TASKS = Pattern.compile("Task Count\"?: (\\d+)");
    private static final Pattern BARRED = Pattern.compile("One-Time Filter\"?: \"?\\(?false");
    private static final Pattern SCHEMA = Pattern.compile("\"Schema\": \"([^\"]+)\"");

    /** Of an EXPLAIN; nothing is carried out. */
    static Route of(Connection connection, String explain) throws SQLException {
        var plan = new StringBuilder();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(explain)) {
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
        }
        var schemas = new TreeSet<String>();
        SCHEMA.matcher(plan).results().forEach(found -> schemas.add(found.group(1)));
        return new Route(
                TASKS.matcher(plan)
                        .results()
                        .mapToLong(found -> Long.parseLong(found.group(1)))
                        .max()
                        .orElse(-1),
                plan.indexOf("pull to coordinator") >= 0 || plan.indexOf("repartition") >= 0,
                BARRED.matcher(plan).find(),
                schemas);
    }

    boolean local() {
        return shards < 0 && !moves;
    }

    boolean oneShard() {
        return shards == 1 && !moves && !barred;
    }
}

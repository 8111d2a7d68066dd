package dev.penstock.citus.verify;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Work;
import dev.penstock.citus.verify.Verification.Check;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether constraints and indexes are the same, and as valid, on the coordinator, on every worker and on every shard. */
record ConstraintsCheck(Connection connection, Plan plan, Catalog catalog, Set<QualifiedName> tables) {

    /** A name, which between quotes may hold blanks, dots and parentheses. */
    private static final String PART = "(?:\"(?:[^\"]|\"\")*\"|[^\\s\".(]+)";

    /** What a definition on a shard calls the shard that it refers to. */
    private static final Pattern REFERENCES = Pattern.compile("REFERENCES (" + PART + "(?:\\." + PART + ")?)\\(");

    /** A cast of a whole list of literals: when PostgreSQL reads back what it wrote, it casts each of them instead. */
    private static final Pattern CAST_LIST =
            Pattern.compile("\\(ARRAY\\[((?:'(?:[^']|'')*'::[^\\[\\](),:']+(?:, )?)+)\\]\\)::([a-z ]+)\\[\\]");

    private static final Pattern LITERAL = Pattern.compile("'(?:[^']|'')*'::[^\\[\\](),:']+");

    Check run() throws SQLException {
        var failures = new ArrayList<String>();
        var shardNames = shardNames();
        var copies = NodeCopies.ask(
                connection, "node_constraints", tables, catalog, text -> normal(text, shardNames), failures);
        copies.compare(failures);
        var notes = new ArrayList<String>();
        notValid(failures, notes);
        return new Check("constraints", copies.count() + " copies of " + tables.size() + " tables", failures, notes);
    }

    /** Foreign keys that the plan itself leaves so are known; every other one is a failure. */
    private void notValid(List<String> failures, List<String> notes) {
        var meant = plan.operations().stream()
                .filter(operation -> operation.work() instanceof Work.Distribute)
                .flatMap(operation -> ((Work.Distribute) operation.work()).foreignKeys().stream())
                .filter(key -> key.validate() == null)
                .map(key -> key.table() + " " + key.name())
                .collect(Collectors.toSet());
        catalog.foreignKeys().stream()
                .filter(key -> key.parentOid() == null && !key.validated() && tables.contains(key.table()))
                .map(key -> key.table() + " " + key.name())
                .forEach(name -> (meant.contains(name) ? notes : failures)
                        .add("foreign key " + name + " is not valid" + (meant.contains(name) ? ", as decided" : "")));
        catalog.tables().stream().filter(table -> tables.contains(table.name())).forEach(table -> {
            table.checks().stream()
                    .filter(check -> !check.validated())
                    .forEach(check -> failures.add("check " + table.name() + " " + check.name()
                            + " is not valid, which stops every move of a shard"));
            table.indexes().stream()
                    .filter(index -> !index.valid())
                    .forEach(index -> failures.add("index " + index.name() + " of " + table.name()
                            + " is not valid: DROP INDEX CONCURRENTLY IF EXISTS, and build it again"));
        });
    }

    private Map<String, String> shardNames() {
        var names = new HashMap<String, String>();
        catalog.tables()
                .forEach(table -> table.shards().forEach(shard -> {
                    names.put(shard.name(), table.name().quoted());
                    // Where the search path holds the schema, the name comes without it.
                    names.put(
                            shard.name().replaceFirst("^" + PART + "\\.", ""),
                            table.name().quoted());
                }));
        catalog.tables()
                .forEach(table -> names.put(
                        Identifier.quoted(table.name().name()), table.name().quoted()));
        return names;
    }

    private static String normal(String definition, Map<String, String> shardNames) {
        return REFERENCES
                .matcher(castEach(definition))
                .replaceAll(found -> Matcher.quoteReplacement(
                        "REFERENCES " + shardNames.getOrDefault(found.group(1), found.group(1)) + "("));
    }

    /** Shards are made from what PostgreSQL writes, so they have the second form of what has the first on the coordinator. */
    private static String castEach(String definition) {
        return CAST_LIST
                .matcher(definition)
                .replaceAll(list -> Matcher.quoteReplacement(LITERAL.matcher(list.group(1))
                        .results()
                        .map(literal -> "(" + literal.group() + ")::" + list.group(2))
                        .collect(Collectors.joining(", ", "ARRAY[", "]"))));
    }
}

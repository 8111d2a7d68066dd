package dev.penstock.citus.verify;

import dev.penstock.citus.journal.Journal;
import dev.penstock.citus.plan.Plan;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells what the tool itself sent from what the application did, where the tool may not keep its statements from being captured. Pure.
 *
 * @param shapes of all texts of the plan, its SQL among them
 */
record OwnStatements(Set<String> shapes) {

    /** pg_stat_statements has parameters where a text has constants or named parameters. */
    private static final Pattern VALUE =
            Pattern.compile("'(?:[^']|'')*'|\\$\\d+|(?<!:):[a-z]\\w*|\\b\\d+(?:\\.\\d+)?\\b|\\b(?:null|true|false)\\b");

    /** How the tool wraps its own queries. */
    private static final String READ = "select pg_catalog.row_to_json(r) from (";

    static OwnStatements of(Plan plan) {
        return new OwnStatements(texts(JsonMapper.shared().valueToTree(plan))
                .map(OwnStatements::shape)
                .collect(Collectors.toSet()));
    }

    boolean has(String sql) {
        return sql.startsWith(READ) || sql.contains(Journal.SCHEMA + ".") || shapes.contains(shape(sql));
    }

    private static String shape(String sql) {
        return VALUE.matcher(sql).replaceAll("?").replaceAll("\\s+", " ").strip();
    }

    private static Stream<String> texts(JsonNode node) {
        return node.isString()
                ? Stream.of(node.asString())
                : node.values().stream().flatMap(OwnStatements::texts);
    }
}

package dev.penstock.citus.everyday;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.Firing;
import dev.penstock.citus.catalog.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a schema promises to an application, whatever it is distributed as: to compare a database of development with one of
 * production.
 */
public final class LogicalSchema {

    private LogicalSchema() {}

    /**
     * A line for each table, column, constraint, index, policy, trigger, rule, view and sequence, in order. Two databases whose lines
     * are equal differ in nothing of these that a statement without Citus in it could notice; who owns what and who was granted
     * what does not count, nor do functions and types. Pure.
     */
    public static List<String> of(Catalog catalog) {
        var lines = new ArrayList<String>();
        Map<Long, Table> tables = catalog.byOid();
        for (Table table : catalog.tables()) {
            table(lines, table);
        }
        for (var key : catalog.foreignKeys()) {
            if (key.parentOid() == null && tables.containsKey(key.tableOid())) {
                lines.add("foreign key " + key.table() + " " + key.name() + ": " + key.definition());
            }
        }
        for (var view : catalog.views()) {
            lines.add((view.materialized() ? "materialized view " : "view ") + view.name()
                    + (view.options().isEmpty() ? "" : " with " + String.join(", ", view.options())) + ": "
                    + view.definition().replaceAll("\\s+", " "));
        }
        for (var sequence : catalog.sequences()) {
            lines.add("sequence " + sequence.name() + ": " + sequence.type() + " by " + sequence.increment() + " from "
                    + sequence.minimum() + " to " + sequence.maximum() + ", first " + sequence.start()
                    + (sequence.cycle() ? ", in a circle" : ""));
        }
        return lines.stream().sorted().toList();
    }

    private static void table(List<String> lines, Table table) {
        String of = " " + table.name() + " ";
        lines.add("table " + table.name() + ": " + word(table.kind()) + ", " + word(table.persistence())
                + (table.partitionKey() == null ? "" : ", by " + table.partitionKey())
                + (table.partitionBound() == null ? "" : ", " + table.partitionBound())
                + (table.rowSecurity() ? ", row security" : "")
                + (table.forceRowSecurity() ? ", also for its owner" : ""));
        for (int i = 0; i < table.columns().size(); i++) {
            lines.add("column" + of + (i + 1) + " " + column(table.columns().get(i)));
        }
        table.keys().forEach(key -> lines.add("key" + of + key.name() + ": " + key.definition()));
        table.checks().forEach(check -> lines.add("check" + of + check.name() + ": " + check.definition()));
        table.indexes().stream()
                .filter(index -> index.constraintOid() == null)
                .forEach(index -> lines.add("index" + of + index.definition() + (index.valid() ? "" : ", invalid")));
        table.policies()
                .forEach(policy -> lines.add("policy" + of + policy.name() + ": "
                        + (policy.permissive() ? "" : "restrictive ") + policy.command() + " to "
                        + String.join(", ", policy.roles()) + " using " + policy.using() + " check " + policy.check()));
        table.triggers()
                .forEach(trigger -> lines.add(
                        "trigger" + of + trigger.name() + ": " + trigger.definition() + fires(trigger.enabled())));
        table.rules()
                .forEach(rule ->
                        lines.add("rule" + of + rule.name() + ": " + rule.definition() + fires(rule.enabled())));
    }

    private static String column(Column column) {
        return column.name() + ": " + column.type()
                + (column.collation() == null ? "" : " collate " + column.collation())
                + (column.notNull() ? " not null" : "")
                + (column.defaultValue() == null ? "" : " default " + column.defaultValue())
                + (column.generation() == null ? "" : " generated " + column.generation())
                + (column.identity() == Column.Identity.NONE ? "" : " identity " + word(column.identity()));
    }

    private static String fires(Firing enabled) {
        return enabled == Firing.ORIGIN ? "" : ", " + word(enabled);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

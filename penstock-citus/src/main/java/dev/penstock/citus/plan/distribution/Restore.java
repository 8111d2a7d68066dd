package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Firing;
import dev.penstock.citus.catalog.Grant;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.Policy;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Rule;
import dev.penstock.citus.catalog.Sequence;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.catalog.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Statements that bring back what copying a table online loses. Each can be run again. Pure. */
final class Restore {

    private Restore() {}

    static List<String> of(Catalog catalog, Table table) {
        var sql = new ArrayList<String>();
        var whole = catalog.whole(table);
        whole.forEach(part -> sql.addAll(comments(part)));
        catalog.viewsOver(whole.stream().map(Table::oid).toList()).forEach(view -> sql.addAll(of(view)));
        return sql;
    }

    /** Of what the table has itself: parts of its parent's keys are named by Citus. */
    private static List<String> comments(Table table) {
        var sql = new ArrayList<String>();
        String name = table.name().quoted();
        Keys.comment(table.comment(), "table " + name).ifPresent(sql::add);
        table.columns()
                .forEach(column -> Keys.comment(column.comment(), "column " + name + "." + quoted(column.name()))
                        .ifPresent(sql::add));
        table.indexes().stream()
                .filter(index -> index.constraintOid() == null && index.parentOid() == null)
                .forEach(index -> Keys.comment(
                                index.comment(),
                                "index " + new QualifiedName(table.name().schema(), index.name()).quoted())
                        .ifPresent(sql::add));
        table.keys().stream()
                .filter(key -> key.parentOid() == null)
                .map(Key::name)
                .distinct()
                .forEach(key -> table.keys().stream()
                        .filter(each -> each.name().equals(key))
                        .findFirst()
                        .flatMap(each -> Keys.comment(each.comment(), Keys.constraint(table.name(), key)))
                        .ifPresent(sql::add));
        table.checks().stream()
                .filter(check -> !check.inherited())
                .forEach(check -> Keys.comment(check.comment(), Keys.constraint(table.name(), check.name()))
                        .ifPresent(sql::add));
        return sql;
    }

    /** Before Citus takes a table into its metadata: otherwise they stay on its shard, where it refuses every write that they double. */
    static List<String> rulesAway(Table table) {
        return table.rules().stream()
                .map(rule -> "drop rule if exists " + quoted(rule.name()) + " on "
                        + table.name().quoted())
                .toList();
    }

    /**
     * Of a table that was distributed and is local again: what was dropped for that, and what Citus lost when it took it back.
     *
     * @param keysTo whether foreign keys to the table of this OID are there again
     */
    static List<String> ofReturned(Catalog catalog, Table table, LongPredicate keysTo) {
        var sql = new ArrayList<String>();
        catalog.whole(table).forEach(part -> sql.addAll(dropped(part)));
        sql.addAll(ofLocal(catalog, table, keysTo));
        return sql;
    }

    private static List<String> dropped(Table table) {
        String on = " on " + table.name().quoted();
        var sql = new ArrayList<String>();
        table.policies().stream().filter(Policy::subquery).forEach(policy -> {
            sql.add("drop policy if exists " + quoted(policy.name()) + on);
            sql.add(policy(policy, on));
        });
        table.triggers().stream()
                .filter(trigger -> trigger.parentOid() == null && !Tenants.helper(trigger))
                .forEach(trigger -> {
                    sql.add("drop trigger if exists " + quoted(trigger.name()) + on);
                    sql.add(trigger.definition());
                    firing("trigger", trigger.name(), trigger.enabled())
                            .ifPresent(state ->
                                    sql.add("alter table " + table.name().quoted() + " " + state));
                });
        return sql;
    }

    private static String policy(Policy policy, String on) {
        String using = policy.using();
        String check = policy.check();
        return "create policy " + quoted(policy.name()) + on + " as "
                + (policy.permissive() ? "permissive" : "restrictive") + " for "
                + policy.command().toLowerCase(Locale.ROOT) + " to "
                + policy.roles().stream().map(Restore::role).collect(Collectors.joining(", "))
                + (using == null ? "" : " using (" + using + ")")
                + (check == null ? "" : " with check (" + check + ")");
    }

    private static String role(String name) {
        return name.equals("PUBLIC") ? "public" : quoted(name);
    }

    /**
     * Of a table that Citus takes into its metadata because foreign keys join it to a reference table: all of the same, and more.
     *
     * @param local whether the table of this OID stays local too
     */
    static List<String> ofLocal(Catalog catalog, Table table, LongPredicate local) {
        var sql = new ArrayList<>(of(catalog, table));
        catalog.whole(table).forEach(part -> sql.addAll(attached(part)));
        catalog.foreignKeys().stream()
                .filter(key ->
                        key.tableOid() == table.oid() && key.parentOid() == null && local.test(key.referencedOid()))
                .forEach(key -> Keys.comment(key.comment(), Keys.constraint(table.name(), key.name()))
                        .ifPresent(sql::add));
        catalog.sequences().stream()
                .filter(sequence -> sequence.identity()
                        && sequence.ownedByTableOid() != null
                        && sequence.ownedByTableOid() == table.oid())
                .forEach(sequence -> sql.addAll(of(sequence)));
        return sql;
    }

    /** Rules before their comments; triggers and policies are still there, only what was said of them is gone. */
    private static List<String> attached(Table table) {
        var sql = new ArrayList<String>();
        String on = " on " + table.name().quoted();
        table.rules().forEach(rule -> {
            sql.addAll(rule(table, rule));
            Keys.comment(rule.comment(), "rule " + quoted(rule.name()) + on).ifPresent(sql::add);
        });
        table.policies()
                .forEach(policy -> Keys.comment(policy.comment(), "policy " + quoted(policy.name()) + on)
                        .ifPresent(sql::add));
        table.triggers().stream()
                .filter(trigger -> trigger.parentOid() == null)
                .forEach(trigger -> Keys.comment(trigger.comment(), "trigger " + quoted(trigger.name()) + on)
                        .ifPresent(sql::add));
        return sql;
    }

    /** The rule, and when it fires, which Citus lets nobody change for a table that it knows. */
    static List<String> rule(Table table, Rule rule) {
        return Stream.concat(
                        Stream.of(rule.definition().replaceFirst("^CREATE RULE", "create or replace rule")),
                        firing("rule", rule.name(), rule.enabled()).stream()
                                .map(state -> "do $penstock$ begin"
                                        + " perform pg_catalog.set_config('citus.enable_ddl_propagation', 'off', true);"
                                        + " alter table " + table.name().quoted() + " " + state + ";"
                                        + " perform pg_catalog.set_config('citus.enable_ddl_propagation', 'on', true);"
                                        + " end $penstock$"))
                .toList();
    }

    /** What ALTER TABLE says of a trigger or rule that does not fire as usual. */
    private static Optional<String> firing(String kind, String name, Firing enabled) {
        String state = switch (enabled) {
            case ORIGIN -> "";
            case REPLICA -> "enable replica ";
            case ALWAYS -> "enable always ";
            case DISABLED -> "disable ";
        };
        return Optional.of(state).filter(text -> !text.isEmpty()).map(text -> text + kind + " " + quoted(name));
    }

    /** Its comment and its grants. */
    static List<String> of(Sequence sequence) {
        return of(sequence, sequence.name());
    }

    /** The same for a sequence that is to be like it. */
    static List<String> of(Sequence sequence, QualifiedName other) {
        String name = "sequence " + other.quoted();
        return Stream.concat(
                        Keys.comment(sequence.comment(), name).stream(),
                        sequence.grants().stream().map(grant -> grant(grant, name)))
                .toList();
    }

    private static List<String> of(View view) {
        var sql = new ArrayList<String>();
        String name = view.name().quoted();
        Keys.comment(view.comment(), (view.materialized() ? "materialized view " : "view ") + name)
                .ifPresent(sql::add);
        view.indexes().forEach(index -> {
            sql.add(index.definition().replaceFirst(" INDEX ", " index if not exists "));
            Keys.comment(index.comment(), "index " + index.name().quoted()).ifPresent(sql::add);
        });
        view.columnComments()
                .forEach((column, comment) -> Keys.comment(comment, "column " + name + "." + quoted(column))
                        .ifPresent(sql::add));
        view.grants().stream().map(grant -> grant(grant, name)).forEach(sql::add);
        return sql;
    }

    static String grant(Grant grant, String on) {
        return grant(grant, grant.privilege().toLowerCase(Locale.ROOT), on);
    }

    /** @param what the privilege, with the columns that it is for */
    static String grant(Grant grant, String what, String on) {
        return "grant " + what + " on " + on + " to "
                + role(grant.grantee())
                + (grant.grantable() ? " with grant option" : "");
    }
}

package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Grant;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.catalog.View;
import java.util.ArrayList;
import java.util.List;

/** Statements that bring back what copying a table online loses. Each can be run again. Pure. */
final class Restore {

    private Restore() {}

    static List<String> of(Catalog catalog, Table table) {
        var sql = new ArrayList<String>();
        String name = table.name().quoted();
        Keys.comment(table.comment(), "table " + name).ifPresent(sql::add);
        table.columns()
                .forEach(column -> Keys.comment(column.comment(), "column " + name + "." + quoted(column.name()))
                        .ifPresent(sql::add));
        table.indexes().stream()
                .filter(index -> index.constraintOid() == null)
                .forEach(index -> Keys.comment(
                                index.comment(),
                                "index " + new QualifiedName(table.name().schema(), index.name()).quoted())
                        .ifPresent(sql::add));
        table.keys().stream()
                .map(Key::name)
                .distinct()
                .forEach(key -> table.keys().stream()
                        .filter(each -> each.name().equals(key))
                        .findFirst()
                        .flatMap(each -> Keys.comment(each.comment(), "constraint " + quoted(key) + " on " + name))
                        .ifPresent(sql::add));
        table.checks()
                .forEach(check -> Keys.comment(check.comment(), "constraint " + quoted(check.name()) + " on " + name)
                        .ifPresent(sql::add));
        catalog.views().stream()
                .filter(view -> !view.materialized() && view.reads().contains(table.oid()))
                .forEach(view -> sql.addAll(of(view)));
        return sql;
    }

    private static List<String> of(View view) {
        var sql = new ArrayList<String>();
        String name = view.name().quoted();
        Keys.comment(view.comment(), "view " + name).ifPresent(sql::add);
        view.columnComments()
                .forEach((column, comment) -> Keys.comment(comment, "column " + name + "." + quoted(column))
                        .ifPresent(sql::add));
        view.grants().stream().map(grant -> grant(grant, name)).forEach(sql::add);
        return sql;
    }

    private static String grant(Grant grant, String on) {
        return "grant " + grant.privilege().toLowerCase(java.util.Locale.ROOT) + " on " + on + " to "
                + (grant.grantee().equals("PUBLIC") ? "public" : quoted(grant.grantee()))
                + (grant.grantable() ? " with grant option" : "");
    }
}

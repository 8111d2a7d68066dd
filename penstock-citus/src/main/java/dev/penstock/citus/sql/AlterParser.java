package dev.penstock.citus.sql;

import java.util.Set;

/** ALTER of anything, after that word. */
final class AlterParser {

    private static final Set<String> NAMED =
            Set.of("view", "index", "type", "domain", "function", "procedure", "routine");

    private static final Set<String> OTHERS = Set.of(
            "aggregate",
            "collation",
            "conversion",
            "database",
            "default",
            "event",
            "extension",
            "foreign",
            "group",
            "language",
            "procedural",
            "large",
            "operator",
            "publication",
            "role",
            "rule",
            "schema",
            "server",
            "statistics",
            "subscription",
            "system",
            "tablespace",
            "text",
            "trigger",
            "user",
            "access");

    private AlterParser() {}

    static Statement parse(Tokens whole, Cursor cursor) {
        if (cursor.accept("table")) {
            return AlterTableParser.parse(whole, cursor);
        }
        if (cursor.accept("sequence")) {
            cursor.accept("if", "exists");
            return new Statement.AlterSequence(whole, cursor.qualifiedName());
        }
        if (cursor.accept("policy")) {
            String name = cursor.name();
            cursor.expect("on");
            var table = cursor.qualifiedName();
            return new Statement.Policy(whole, name, table, cursor.rest());
        }
        boolean materialized = cursor.accept("materialized");
        String kind = cursor.peek().value();
        if (NAMED.contains(kind)) {
            cursor.next();
            if (cursor.accept("all", "in", "tablespace")) {
                return new Statement.Other(whole, "alter all");
            }
            cursor.accept("if", "exists");
            return new Statement.AlterOther(
                    whole, materialized ? "materialized " + kind : kind, cursor.qualifiedName());
        }
        if (OTHERS.contains(kind)) {
            return new Statement.AlterOther(whole, kind, null);
        }
        throw cursor.unexpected("something that can be altered");
    }
}

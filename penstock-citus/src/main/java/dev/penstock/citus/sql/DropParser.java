package dev.penstock.citus.sql;

import java.util.List;
import java.util.Set;

/** DROP of anything, after that word. */
final class DropParser {

    /** What is dropped by a list of names. */
    private static final Set<String> LISTED = Set.of(
            "table", "sequence", "view", "index", "type", "domain", "schema", "extension", "collation", "statistics");

    private static final Set<String> OTHERS = Set.of(
            "function",
            "procedure",
            "routine",
            "aggregate",
            "cast",
            "conversion",
            "database",
            "event",
            "foreign",
            "group",
            "language",
            "procedural",
            "operator",
            "owned",
            "publication",
            "role",
            "user",
            "server",
            "subscription",
            "tablespace",
            "text",
            "transform",
            "access");

    private DropParser() {}

    static Statement parse(Tokens whole, Cursor cursor) {
        boolean materialized = cursor.accept("materialized");
        String kind = cursor.next().value();
        if (LISTED.contains(kind)) {
            boolean concurrently = cursor.accept("concurrently");
            boolean ifExists = cursor.accept("if", "exists");
            var names = cursor.qualifiedNames();
            boolean cascade = cascade(cursor);
            cursor.expectEnd();
            return new Statement.Drop(
                    whole, materialized ? "materialized " + kind : kind, names, concurrently, ifExists, cascade, null);
        }
        if (kind.equals("trigger") || kind.equals("policy") || kind.equals("rule")) {
            boolean ifExists = cursor.accept("if", "exists");
            var name = cursor.qualifiedName();
            cursor.expect("on");
            var on = cursor.qualifiedName();
            boolean cascade = cascade(cursor);
            cursor.expectEnd();
            return new Statement.Drop(whole, kind, List.of(name), false, ifExists, cascade, on);
        }
        if (OTHERS.contains(kind)) {
            return new Statement.Other(whole, "drop " + kind);
        }
        throw new NotUnderstood("\"" + kind + "\" is nothing that can be dropped", whole.span());
    }

    private static boolean cascade(Cursor cursor) {
        boolean cascade = cursor.accept("cascade");
        cursor.accept("restrict");
        return cascade;
    }
}

package dev.penstock.citus.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** CREATE of anything, after that word. */
final class CreateParser {

    private static final Set<String> OTHERS = Set.of(
            "extension",
            "role",
            "user",
            "group",
            "database",
            "event",
            "publication",
            "subscription",
            "server",
            "foreign",
            "cast",
            "operator",
            "collation",
            "conversion",
            "default",
            "language",
            "trusted",
            "procedural",
            "statistics",
            "text",
            "tablespace",
            "transform",
            "access",
            "aggregate",
            "property");

    private final Tokens whole;
    private final Cursor cursor;

    private CreateParser(Tokens whole, Cursor cursor) {
        this.whole = whole;
        this.cursor = cursor;
    }

    static Statement parse(Tokens whole, Cursor cursor) {
        return new CreateParser(whole, cursor).parse();
    }

    private Statement parse() {
        cursor.accept("or", "replace");
        cursor.acceptAny("global", "local");
        boolean temporary = cursor.acceptAny("temp", "temporary");
        cursor.accept("unlogged");
        if (cursor.accept("table")) {
            return new CreateTableParser(whole, cursor, temporary).parse();
        }
        boolean unique = cursor.accept("unique");
        if (cursor.accept("index")) {
            return index(unique);
        }
        if (cursor.accept("sequence")) {
            cursor.accept("if", "not", "exists");
            return new Statement.CreateSequence(whole, cursor.qualifiedName());
        }
        boolean materialized = cursor.accept("materialized");
        cursor.accept("recursive");
        if (cursor.accept("view")) {
            return view(materialized);
        }
        if (cursor.acceptAny("type", "domain")) {
            return new Statement.CreateType(whole, cursor.qualifiedName());
        }
        if (cursor.acceptAny("function", "procedure")) {
            return function();
        }
        return onTable();
    }

    private Statement onTable() {
        cursor.accept("constraint");
        if (cursor.accept("trigger")) {
            String name = cursor.name();
            return new Statement.CreateTrigger(whole, name, tableAfterOn(whole));
        }
        if (cursor.accept("rule")) {
            String name = cursor.name();
            cursor.expect("as", "on");
            cursor.next();
            cursor.expect("to");
            return new Statement.CreateRule(whole, name, cursor.qualifiedName());
        }
        if (cursor.accept("policy")) {
            String name = cursor.name();
            cursor.expect("on");
            var table = cursor.qualifiedName();
            return new Statement.Policy(whole, name, table, cursor.rest());
        }
        if (cursor.accept("schema")) {
            return schema();
        }
        if (OTHERS.contains(cursor.peek().value())) {
            return new Statement.Other(whole, "create " + cursor.peek().value());
        }
        throw cursor.unexpected("something that can be created");
    }

    private Statement schema() {
        int element = whole.flatIndex(2, "create", "grant");
        if (element > 0) {
            throw new NotUnderstood(
                    "CREATE SCHEMA carries further statements; write them after it",
                    whole.get(element).span());
        }
        return new Statement.Other(whole, "create schema");
    }

    /** The event of a trigger may say UPDATE OF columns; its table follows the first ON after that. */
    private static QualifiedName tableAfterOn(Tokens whole) {
        int on = whole.flatIndex(0, "on");
        if (on < 0) {
            throw new NotUnderstood("a trigger needs ON and its table", whole.span());
        }
        return new Cursor(whole.from(on + 1)).qualifiedName();
    }

    private Statement index(boolean unique) {
        boolean concurrently = cursor.accept("concurrently");
        boolean ifNotExists = cursor.accept("if", "not", "exists");
        QualifiedName name = cursor.sees("on") ? null : cursor.qualifiedName();
        cursor.expect("on");
        cursor.accept("only");
        var table = cursor.qualifiedName();
        if (cursor.accept("using")) {
            cursor.name();
        }
        var keys = new ArrayList<@Nullable String>();
        for (Tokens key : cursor.group().byComma()) {
            if (key.isEmpty()) {
                throw new NotUnderstood("nothing stands between two commas", whole.span());
            }
            keys.add(column(key));
        }
        List<String> include = cursor.accept("include") ? cursor.columns() : List.of();
        if (cursor.accept("nulls")) {
            cursor.accept("not");
            cursor.expect("distinct");
        }
        if (cursor.sees("with")) {
            cursor.next();
            cursor.group();
        }
        if (cursor.accept("tablespace")) {
            cursor.name();
        }
        Tokens where = cursor.accept("where") ? cursor.rest() : Tokens.NONE;
        cursor.expectEnd();
        return new Statement.CreateIndex(whole, unique, concurrently, ifNotExists, name, table, keys, include, where);
    }

    /** The column that an index element is; null for an expression. */
    private static @Nullable String column(Tokens key) {
        boolean call = key.size() > 1 && (key.get(1).isSymbol("(") || key.get(1).isSymbol("."));
        return key.first().isName() && !call ? key.first().value() : null;
    }

    private Statement view(boolean materialized) {
        cursor.accept("if", "not", "exists");
        var name = cursor.qualifiedName();
        int as = whole.flatIndex(0, "as");
        if (as < 0) {
            throw new NotUnderstood("a view needs AS and its query", whole.span());
        }
        return new Statement.CreateView(whole, name, materialized, whole.from(as + 1));
    }

    private Statement function() {
        var name = cursor.qualifiedName();
        cursor.group();
        int language = whole.flatIndex(0, "language");
        int as = whole.flatIndex(cursor.mark(), "as");
        Token body = as >= 0 && as + 1 < whole.size() && whole.get(as + 1).isString() ? whole.get(as + 1) : null;
        int atomic = whole.flatIndex(cursor.mark(), "begin", "return");
        return new Statement.CreateFunction(
                whole,
                name,
                language >= 0 && language + 1 < whole.size()
                        ? whole.get(language + 1).value()
                        : "sql",
                body,
                body == null && atomic >= 0 ? whole.from(atomic) : Tokens.NONE);
    }
}

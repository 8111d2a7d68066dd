package dev.penstock.citus.sql;

import java.util.List;

/** The heads of INSERT, UPDATE, DELETE, MERGE and of queries, with the WITH before them. */
final class DmlParser {

    private static final String[] VERBS = {"select", "insert", "update", "delete", "merge", "values", "table"};

    private DmlParser() {}

    static Statement parse(Tokens whole) {
        int verb = whole.startsWith("with") ? mainVerb(whole) : 0;
        var with = whole.slice(0, verb);
        var cursor = new Cursor(whole.from(verb));
        return switch (cursor.next().value()) {
            case "insert" -> insert(whole, with, cursor);
            case "update" -> update(whole, with, cursor);
            case "delete" -> delete(whole, with, cursor);
            case "merge" -> merge(whole, with, cursor);
            default -> new Statement.Select(whole);
        };
    }

    /** Behind the last common table expression, each of which ends in a parenthesis. */
    private static int mainVerb(Tokens whole) {
        int verb = 1;
        while ((verb = whole.flatIndex(verb, VERBS)) >= 0) {
            if (whole.get(verb - 1).isSymbol(")")) {
                return verb;
            }
            verb++;
        }
        for (int i = 2; i < whole.size(); i++) {
            if (whole.get(i).isSymbol("(") && whole.get(i - 1).isSymbol(")")) {
                return i;
            }
        }
        // SEARCH and CYCLE end in a name.
        int last = whole.flatIndex(1, VERBS);
        if (last < 0) {
            throw new NotUnderstood("no statement follows WITH", whole.span());
        }
        return last;
    }

    private static Statement update(Tokens whole, Tokens with, Cursor cursor) {
        var target = source(cursor, "set");
        cursor.expect("set");
        var rest = cursor.rest();
        int where = clauseAt(rest, "where");
        int from = clauseAt(rest, "from");
        int returning = clauseAt(rest, "returning");
        int end = returning < 0 ? rest.size() : returning;
        int whereStart = where < 0 ? end : where;
        int fromStart = from < 0 || from > whereStart ? whereStart : from;
        if (fromStart == 0) {
            throw new NotUnderstood("UPDATE sets nothing", whole.span());
        }
        return new Statement.Update(
                whole,
                with,
                target,
                rest.slice(0, fromStart),
                rest.slice(fromStart + 1, whereStart),
                rest.slice(whereStart + 1, end));
    }

    /** FROM begins a clause unless it belongs to IS DISTINCT FROM. */
    private static int clauseAt(Tokens rest, String keyword) {
        int at = 0;
        while ((at = rest.flatIndex(at, keyword)) > 0 && rest.get(at - 1).is("distinct")) {
            at++;
        }
        return at;
    }

    private static Statement delete(Tokens whole, Tokens with, Cursor cursor) {
        cursor.expect("from");
        var target = source(cursor, "using", "where", "returning");
        var using = cursor.accept("using") ? cursor.until("where", "returning") : Tokens.NONE;
        var where = cursor.accept("where") ? cursor.until("returning") : Tokens.NONE;
        if (cursor.accept("returning")) {
            cursor.rest();
        }
        cursor.expectEnd();
        return new Statement.Delete(whole, with, target, using, where);
    }

    private static Statement insert(Tokens whole, Tokens with, Cursor cursor) {
        cursor.expect("into");
        var name = cursor.qualifiedName();
        String alias = cursor.accept("as") ? cursor.name() : name.name();
        List<String> columns = List.of();
        if (cursor.seesSymbol("(")
                && !cursor.peek(1).is("select")
                && !cursor.peek(1).is("with")
                && !cursor.peek(1).is("values")
                && !cursor.peek(1).isSymbol("(")) {
            columns = targetColumns(cursor.group());
        }
        if (cursor.accept("overriding")) {
            cursor.next();
            cursor.expect("value");
        }
        if (cursor.atEnd()) {
            throw cursor.unexpected("VALUES or a query");
        }
        var rest = cursor.rest();
        int conflict = conflictAt(rest);
        int returning = rest.flatIndex(Math.max(0, conflict), "returning");
        int end = returning < 0 ? rest.size() : returning;
        return new Statement.Insert(
                whole,
                with,
                new Statement.Source(name, alias),
                columns,
                rest.slice(0, conflict < 0 ? end : conflict),
                conflict < 0 ? Tokens.NONE : rest.slice(conflict + 2, end));
    }

    /** A target may be a field or an element of a column. */
    private static List<String> targetColumns(Tokens inside) {
        return inside.byComma().stream()
                .filter(target -> !target.isEmpty())
                .map(target -> target.first().value())
                .toList();
    }

    private static int conflictAt(Tokens rest) {
        int on = 0;
        while ((on = rest.flatIndex(on, "on")) >= 0) {
            if (rest.at(on, "on", "conflict")) {
                return on;
            }
            on++;
        }
        return -1;
    }

    private static Statement merge(Tokens whole, Tokens with, Cursor cursor) {
        cursor.expect("into");
        var target = source(cursor, "using");
        cursor.expect("using");
        var source = cursor.until("on");
        cursor.expect("on");
        return new Statement.Merge(whole, with, target, source);
    }

    /** A table with an alias, up to one of these words. */
    private static Statement.Source source(Cursor cursor, String... ends) {
        boolean only = cursor.accept("only");
        boolean parenthesis = only && cursor.acceptSymbol("(");
        var name = cursor.qualifiedName();
        if (parenthesis) {
            cursor.expectSymbol(")");
        }
        cursor.acceptSymbol("*");
        if (cursor.accept("as") || (!cursor.atEnd() && !cursor.seesAny(ends))) {
            return new Statement.Source(name, cursor.name());
        }
        return new Statement.Source(name, name.name());
    }
}

package dev.penstock.citus.sql;

import dev.penstock.citus.sql.Statement.Transaction.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads one statement. Never fails: what it cannot read is {@link Statement.Unparsed}. */
public final class Parser {

    /** Read, but without a shape of their own: no rule asks more than what they call or mention. */
    private static final Set<String> OTHERS = Set.of(
            "grant",
            "revoke",
            "analyze",
            "analyse",
            "vacuum",
            "cluster",
            "reindex",
            "refresh",
            "lock",
            "security",
            "show",
            "discard",
            "load",
            "checkpoint",
            "call",
            "execute",
            "deallocate",
            "fetch",
            "move",
            "close",
            "reassign",
            "import");

    private Parser() {}

    public static Statement parse(Tokens statement) {
        return attempt(statement, true);
    }

    /** What a statement says whose syntax was judged with the whole that it stands in. */
    static Statement parseJudged(Tokens statement) {
        return attempt(statement, false);
    }

    private static Statement attempt(Tokens statement, boolean judge) {
        var broken = statement.stream()
                .filter(token -> token.kind() == Token.Kind.BROKEN)
                .findFirst();
        if (broken.isPresent()) {
            return new Statement.Unparsed(
                    statement, broken.get().value(), broken.get().span());
        }
        try {
            if (judge && statement.first().kind() != Token.Kind.META) {
                Syntax.expectStatement(statement);
            }
            return read(statement);
        } catch (NotUnderstood e) {
            return new Statement.Unparsed(statement, e.reason(), e.at());
        }
    }

    private static Statement read(Tokens statement) {
        Token first = statement.first();
        if (first.kind() == Token.Kind.META) {
            return new Statement.MetaCommand(statement, first.value().split("\\s", 2)[0]);
        }
        if (first.isSymbol("(")) {
            return new Statement.Select(statement);
        }
        if (first.kind() != Token.Kind.WORD) {
            throw new NotUnderstood("\"" + first.value() + "\" does not begin a statement", first.span());
        }
        var cursor = new Cursor(statement);
        cursor.next();
        return switch (first.value()) {
            case "create" -> CreateParser.parse(statement, cursor);
            case "alter" -> AlterParser.parse(statement, cursor);
            case "drop" -> DropParser.parse(statement, cursor);
            case "with", "insert", "update", "delete", "merge", "select", "values", "table" ->
                DmlParser.parse(statement);
            case "truncate" -> truncate(statement, cursor);
            case "copy" -> copy(statement, cursor);
            case "comment" -> comment(statement, cursor);
            case "set" -> set(statement, cursor);
            case "reset" -> new Statement.SetParameter(statement, parameter(cursor), List.of(), false);
            case "begin", "start" -> new Statement.Transaction(statement, Kind.BEGIN);
            case "commit", "end" ->
                new Statement.Transaction(statement, statement.contain("prepared") ? Kind.OTHER : Kind.COMMIT);
            case "rollback", "abort" ->
                new Statement.Transaction(
                        statement,
                        statement.contain("to") || statement.contain("prepared") ? Kind.OTHER : Kind.ROLLBACK);
            case "savepoint", "release" -> new Statement.Transaction(statement, Kind.OTHER);
            case "do" -> block(statement);
            case "listen", "unlisten", "notify" ->
                new Statement.Notification(statement, first.value(), cursor.seesSymbol("*") ? "*" : cursor.name());
            case "explain", "prepare", "declare" -> inner(statement);
            default -> other(statement);
        };
    }

    private static Statement other(Tokens statement) {
        Token first = statement.first();
        if (OTHERS.contains(first.value())) {
            return new Statement.Other(statement, first.value());
        }
        throw new NotUnderstood("\"" + first.value() + "\" begins no statement that is known", first.span());
    }

    /** EXPLAIN ANALYZE, PREPARE and DECLARE CURSOR carry a statement that is as dangerous as it is alone. */
    private static Statement inner(Tokens statement) {
        if (statement.startsWith("prepare", "transaction")) {
            return new Statement.Transaction(statement, Kind.OTHER);
        }
        // The name of a prepared statement or cursor may be any word.
        int named = statement.startsWith("explain") ? 1 : 2;
        int begin = statement.flatIndex(
                named, "select", "insert", "update", "delete", "merge", "with", "values", "create", "table", "execute",
                "refresh");
        if (begin < 0) {
            int parenthesis = statement.size() > 1 && statement.get(1).isSymbol("(") ? statement.partner(1) + 1 : 1;
            if (parenthesis < statement.size() && statement.get(parenthesis).isSymbol("(")) {
                return new Statement.Select(statement.from(parenthesis));
            }
            throw new NotUnderstood("no statement follows", statement.span());
        }
        return read(statement.from(begin));
    }

    private static Statement truncate(Tokens statement, Cursor cursor) {
        cursor.accept("table");
        var names = cursor.list(name -> {
            name.accept("only");
            var table = name.qualifiedName();
            name.acceptSymbol("*");
            return table;
        });
        boolean restart = cursor.accept("restart", "identity");
        cursor.accept("continue", "identity");
        boolean cascade = cursor.accept("cascade");
        cursor.accept("restrict");
        cursor.expectEnd();
        return new Statement.Truncate(statement, names, cascade, restart);
    }

    private static Statement copy(Tokens statement, Cursor cursor) {
        cursor.accept("binary");
        if (cursor.seesSymbol("(")) {
            return new Statement.Copy(statement, null, false);
        }
        var table = cursor.qualifiedName();
        if (cursor.seesSymbol("(")) {
            cursor.columns();
        }
        boolean from = cursor.accept("from");
        if (!from) {
            cursor.expect("to");
        }
        return new Statement.Copy(statement, table, from);
    }

    private static Statement comment(Tokens statement, Cursor cursor) {
        cursor.expect("on");
        boolean table = cursor.accept("table");
        boolean column = !table && cursor.accept("column");
        return new Statement.Comment(
                statement,
                table ? "table" : column ? "column" : "other",
                table || column ? cursor.qualifiedName() : null);
    }

    private static Statement set(Tokens statement, Cursor cursor) {
        // A parameter may itself be called local or session.
        boolean scoped = !cursor.peek(1).isSymbol("=") && !cursor.peek(1).is("to");
        boolean local = scoped && cursor.accept("local");
        if (scoped) {
            cursor.accept("session");
        }
        if (cursor.sees("xml", "option")) {
            return new Statement.Other(statement, "set xml");
        }
        if (cursor.seesAny("constraints", "role", "authorization", "transaction", "characteristics")) {
            return new Statement.Other(statement, "set " + cursor.peek().value());
        }
        if (cursor.accept("time", "zone")) {
            return new Statement.SetParameter(
                    statement, "timezone", List.of(cursor.rest().toString()), local);
        }
        String name = parameter(cursor);
        if (!cursor.acceptSymbol("=")) {
            cursor.expect("to");
        }
        var value = new ArrayList<String>();
        for (Tokens part : cursor.rest().byComma()) {
            value.add(part.toString());
        }
        if (value.isEmpty()) {
            throw new NotUnderstood("SET needs a value", statement.span());
        }
        return new Statement.SetParameter(statement, name, List.copyOf(value), local);
    }

    private static String parameter(Cursor cursor) {
        var name = cursor.qualifiedName();
        return name.toString().toLowerCase(Locale.ROOT);
    }

    private static Statement block(Tokens statement) {
        int language = statement.flatIndex(1, "language");
        String name = language < 0 || language + 1 == statement.size()
                ? "plpgsql"
                : statement.get(language + 1).value();
        return statement.stream()
                .filter(Token::isString)
                .findFirst()
                .<Statement>map(body -> new Statement.DoBlock(statement, name, body))
                .orElseThrow(() -> new NotUnderstood("DO has no body", statement.span()));
    }
}

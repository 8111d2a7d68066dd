package dev.penstock.citus.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The statements in the body of a DO block or function, as far as the text shows them. Dynamic SQL that is put together at run time
 * and bodies in other languages become {@link Statement.Unparsed}.
 */
public final class Routine {

    private static final Set<String> SILENT = Set.of(
            "null", "raise", "exit", "continue", "get", "open", "fetch", "move", "close", "assert", "end", "declare");

    private final SqlText text;
    private final List<Statement> statements = new ArrayList<>();
    private final Set<String> variables = new HashSet<>();
    /** Between DECLARE and BEGIN. */
    private boolean declaring;

    private Routine(SqlText text) {
        this.text = text;
    }

    /**
     * What a body says.
     *
     * @param variables that it declares, at whatever depth, those of loops among them
     */
    public record Body(List<Statement> statements, Set<String> variables) {
        public static final Body NONE = new Body(List.of(), Set.of());
    }

    /** @param whole the statement that the body belongs to */
    public static Body body(SqlText text, String language, Token body, Tokens whole) {
        var routine = new Routine(text);
        switch (language) {
            case "sql" -> routine.script(body, false);
            case "plpgsql" -> routine.script(body, true);
            default ->
                routine.statements.add(
                        new Statement.Unparsed(whole, "its body is written in " + language, body.span()));
        }
        return new Body(List.copyOf(routine.statements), Set.copyOf(routine.variables));
    }

    private void script(Token body, boolean plpgsql) {
        if (!plpgsql) {
            pieces(body).forEach(piece -> statements.add(Parser.parse(piece)));
            return;
        }
        judge(body);
        for (Tokens piece : pieces(body)) {
            declaring &= !piece.startsWith("begin");
            if (declaring) {
                variables.add(piece.first().value());
            } else {
                piece(piece);
            }
        }
    }

    /** What stands in a body that is none is read all the same, for what it may say. */
    private void judge(Token body) {
        var tokens = body.body() < 0
                ? Lexer.stretch(body.value(), new Span(0, body.value().length()))
                : Lexer.stretch(
                        text.text(),
                        new Span(body.body(), body.body() + body.value().length()));
        var read = IntoVariables.without(StatementWords.asNames(tokens.stream()
                .filter(token -> token.kind() != Token.Kind.COMMENT)
                .map(token -> body.body() < 0 ? new Token(token.kind(), body.span(), token.value(), -1) : token)
                .toList()));
        try {
            Syntax.expectPlpgsqlBody(read);
        } catch (NotUnderstood e) {
            var at = read.isEmpty() ? Tokens.of(List.of(body)) : read;
            statements.add(new Statement.Unparsed(at, e.reason(), e.at()));
        }
    }

    private List<Tokens> pieces(Token body) {
        if (body.body() >= 0) {
            int start = body.body();
            return Script.of(text, new Span(start, start + body.value().length()))
                    .pieces();
        }
        // Escapes moved the characters; everything found inside stands at the string as a whole.
        return Script.of(new SqlText(body.value()), new Span(0, body.value().length())).pieces().stream()
                .map(piece -> Tokens.of(piece.stream()
                        .map(token -> new Token(token.kind(), body.span(), token.value(), -1))
                        .toList()))
                .toList();
    }

    /** What stands between two semicolons: control structures that begin or end here, and at most one statement. */
    private void piece(Tokens piece) {
        if (piece.isEmpty()) {
            return;
        }
        Token first = piece.first();
        if (first.isSymbol("<<") && piece.size() > 2) {
            piece(piece.from(3));
            return;
        }
        if (first.isSymbol("#") && piece.size() > 2) {
            // #variable_conflict use_column, and the like: an option of the compiler without a semicolon.
            piece(piece.from(3));
            return;
        }
        int assignment = assignment(piece);
        if (assignment > 0) {
            // Also to a variable that is called as a statement begins.
            expression(piece.from(assignment + 1));
            return;
        }
        switch (first.value()) {
            case "begin", "else", "loop", "exception", "then" -> piece(piece.from(1));
            case "declare" -> {
                int begin = piece.flatIndex(0, "begin");
                declaring = begin < 0;
                if (begin != 1 && piece.size() > 1) {
                    variables.add(piece.get(1).value());
                }
                piece(begin < 0 ? Tokens.NONE : piece.from(begin));
            }
            case "if", "elsif", "elseif", "when" -> head(piece, "then");
            case "case" -> head(piece, "then");
            case "while" -> head(piece, "loop");
            case "for", "foreach" -> loop(piece);
            case "return" -> returns(piece);
            case "perform" -> statements.add(new Statement.Select(piece));
            case "execute" -> dynamic(piece, piece.from(1));
            default -> statement(piece);
        }
    }

    private void head(Tokens piece, String end) {
        int last = piece.flatIndex(0, end);
        if (last < 0) {
            statements.add(new Statement.Unparsed(piece, "the condition has no " + end, piece.span()));
            return;
        }
        expression(piece.slice(1, last));
        piece(piece.from(last + 1));
    }

    private void loop(Tokens piece) {
        int loop = piece.flatIndex(0, "loop");
        int in = piece.flatIndex(0, "in", "array");
        if (loop < 0 || in < 0 || in > loop) {
            statements.add(new Statement.Unparsed(piece, "the loop has no IN or LOOP", piece.span()));
            return;
        }
        piece.slice(1, in).stream().filter(Token::isName).forEach(name -> variables.add(name.value()));
        var over = piece.slice(in + 1, loop);
        if (over.startsWith("execute")) {
            dynamic(over, over.from(1));
        } else {
            expression(over);
        }
        piece(piece.from(loop + 1));
    }

    private void returns(Tokens piece) {
        if (piece.at(1, "query", "execute")) {
            dynamic(piece, piece.from(3));
        } else {
            expression(piece.from(piece.at(1, "query") || piece.at(1, "next") ? 2 : 1));
        }
    }

    /** Something that is read and may call functions. */
    private void expression(Tokens expression) {
        if (!expression.isEmpty()) {
            statements.add(
                    expression.startsWith("select") || expression.startsWith("with")
                            ? Parser.parseJudged(expression)
                            : new Statement.Select(expression));
        }
    }

    private void dynamic(Tokens piece, Tokens command) {
        var sql = command.slice(0, flatOr(command, "into", "using"));
        if (sql.size() == 1 && sql.first().isString()) {
            for (Tokens inner : pieces(sql.first())) {
                statements.add(Parser.parse(inner));
            }
        } else {
            statements.add(new Statement.Unparsed(piece, "the command is put together at run time", piece.span()));
        }
    }

    private static int flatOr(Tokens tokens, String... words) {
        int at = tokens.flatIndex(0, words);
        return at < 0 ? tokens.size() : at;
    }

    private void statement(Tokens piece) {
        if (!SILENT.contains(piece.first().value())) {
            statements.add(Parser.parseJudged(piece));
        }
    }

    /** Where {@code :=} or {@code =} stands after a variable, a field or an element; else -1. */
    private static int assignment(Tokens piece) {
        int i = 1;
        while (i + 1 < piece.size()
                && (piece.get(i).isSymbol(".") || piece.get(i).isSymbol("["))) {
            i = piece.get(i).isSymbol("[") ? piece.partner(i) + 1 : i + 2;
            if (i <= 0) {
                return -1;
            }
        }
        boolean assigns =
                i < piece.size() && (piece.get(i).isSymbol(":=") || piece.get(i).isSymbol("="));
        return assigns ? i : -1;
    }
}

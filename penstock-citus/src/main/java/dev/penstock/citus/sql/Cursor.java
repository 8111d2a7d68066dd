package dev.penstock.citus.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Walks over tokens. What is expected and not there is {@link NotUnderstood}. */
final class Cursor {

    private static final Token NOTHING = new Token(Token.Kind.SYMBOL, 0, 0, "");

    private final Tokens tokens;
    private int at;

    Cursor(Tokens tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return peek(0);
    }

    Token peek(int ahead) {
        return at + ahead < tokens.size() ? tokens.get(at + ahead) : NOTHING;
    }

    boolean atEnd() {
        return at >= tokens.size();
    }

    boolean sees(String... words) {
        return tokens.at(at, words);
    }

    boolean seesAny(String... words) {
        return List.of(words).stream().anyMatch(this::sees);
    }

    boolean seesSymbol(String symbol) {
        return peek().isSymbol(symbol);
    }

    boolean accept(String... words) {
        if (!sees(words)) {
            return false;
        }
        at += words.length;
        return true;
    }

    /** Steps over one of these words. */
    boolean acceptAny(String... words) {
        boolean seen = seesAny(words);
        at += seen ? 1 : 0;
        return seen;
    }

    boolean acceptSymbol(String symbol) {
        boolean seen = seesSymbol(symbol);
        at += seen ? 1 : 0;
        return seen;
    }

    void expect(String... words) {
        for (String word : words) {
            if (!accept(word)) {
                throw unexpected(word.toUpperCase(Locale.ROOT));
            }
        }
    }

    void expectSymbol(String symbol) {
        if (!acceptSymbol(symbol)) {
            throw unexpected(symbol);
        }
    }

    Token next() {
        if (atEnd()) {
            throw unexpected("more");
        }
        return tokens.get(at++);
    }

    Token nameToken() {
        if (!peek().isName()) {
            throw unexpected("a name");
        }
        return next();
    }

    String name() {
        return nameToken().value();
    }

    QualifiedName qualifiedName() {
        Token first = nameToken();
        Token last = first;
        String schema = null;
        while (acceptSymbol(".")) {
            // Of database.schema.table the database can only be the current one.
            schema = last.value();
            last = nameToken();
        }
        return new QualifiedName(schema, last.value(), first.span().to(last.span()));
    }

    List<QualifiedName> qualifiedNames() {
        return list(cursor -> {
            var name = cursor.qualifiedName();
            cursor.acceptSymbol("*");
            return name;
        });
    }

    <T> List<T> list(Function<Cursor, T> element) {
        var elements = new ArrayList<T>();
        do {
            elements.add(element.apply(this));
        } while (acceptSymbol(","));
        return List.copyOf(elements);
    }

    /** The names in parentheses. */
    List<String> columns() {
        var inside = new Cursor(group());
        var names = inside.list(Cursor::name);
        inside.expectEnd();
        return names;
    }

    /** What is between the parentheses that begin here. */
    Tokens group() {
        if (!seesSymbol("(")) {
            throw unexpected("(");
        }
        int close = tokens.partner(at);
        if (close < 0) {
            throw new NotUnderstood("this parenthesis is never closed", peek().span());
        }
        var inside = tokens.slice(at + 1, close);
        at = close + 1;
        return inside;
    }

    /** Up to one of these words outside of parentheses, or to the end. */
    Tokens until(String... words) {
        int end = tokens.flatIndex(at, words);
        var part = tokens.slice(at, end < 0 ? tokens.size() : end);
        at = end < 0 ? tokens.size() : end;
        return part;
    }

    Tokens rest() {
        var rest = tokens.from(at);
        at = tokens.size();
        return rest;
    }

    int mark() {
        return at;
    }

    Tokens since(int mark) {
        return tokens.slice(mark, at);
    }

    Span spanSince(int mark) {
        return tokens.slice(mark, Math.max(at, mark + 1)).span();
    }

    void expectEnd() {
        if (!atEnd()) {
            throw new NotUnderstood("\"" + peek().value() + "\" is not expected here", peek().span());
        }
    }

    NotUnderstood unexpected(String wanted) {
        if (atEnd()) {
            var last = tokens.isEmpty()
                    ? NOTHING.span()
                    : tokens.get(tokens.size() - 1).span();
            return new NotUnderstood("the statement ends where " + wanted + " is expected", last);
        }
        return new NotUnderstood("\"" + peek().value() + "\" stands where " + wanted + " is expected", peek().span());
    }
}

package dev.penstock.citus.sql;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** One reading of a run of tokens by the grammar: what was already found, and how far it got. */
final class Recognition {

    /** Deeper than this no statement is nested that a person wrote, and the stack of a thread holds it. */
    private static final int DEEPEST = 1_000;

    /** What was found is forgotten beyond this many places, so that a long list of rows does not fill the memory. */
    private static final int REMEMBERED = 500_000;

    private static final Token END = new Token(Token.Kind.SYMBOL, 0, 0, "");

    private record Place(Form.Named rule, int at) {}

    private final Grammar grammar;
    private final Tokens tokens;
    private final Map<Place, Ends> found = new HashMap<>();
    private int furthest;
    private int depth;

    Recognition(Grammar grammar, Tokens tokens) {
        this.grammar = grammar;
        this.tokens = tokens;
    }

    /** Errors: the tokens are not what the rule says, from the token on at which no way led further. */
    void expect(Form.Named rule) {
        if (ends(rule, 0).contains(tokens.size())) {
            return;
        }
        if (tokens.isEmpty()) {
            throw new NotUnderstood("nothing is said", new Span(0, 0));
        }
        if (furthest >= tokens.size()) {
            throw new NotUnderstood(
                    "the statement ends too early",
                    tokens.get(tokens.size() - 1).span());
        }
        Token token = tokens.get(furthest);
        throw new NotUnderstood("\"" + token.value() + "\" is not expected here", token.span());
    }

    boolean takes(Predicate<Token> kind, int at) {
        furthest = Math.max(furthest, at);
        return at < tokens.size() && kind.test(tokens.get(at));
    }

    Ends ends(Form.Named rule, int at) {
        if (!grammar.mayBegin(rule, at < tokens.size() ? tokens.get(at) : END)) {
            furthest = Math.max(furthest, at);
            return Ends.NONE;
        }
        var place = new Place(rule, at);
        var known = found.get(place);
        if (known != null) {
            return known;
        }
        if (++depth > DEEPEST) {
            throw new NotUnderstood(
                    "this is nested too deeply",
                    tokens.get(Math.min(at, tokens.size() - 1)).span());
        }
        var ends = grammar.form(rule).ends(this, at);
        depth--;
        if (found.size() >= REMEMBERED) {
            found.clear();
        }
        found.put(place, ends);
        return ends;
    }
}

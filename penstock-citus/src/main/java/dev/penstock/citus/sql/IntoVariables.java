package dev.penstock.citus.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code INTO} of PL/pgSQL, which says where a row goes and is no part of the statement that the server is sent. It may stand nearly
 * anywhere in it, so it is taken out beforehand, as PL/pgSQL does.
 */
final class IntoVariables {

    private final List<Token> tokens;
    private final List<Token> kept = new ArrayList<>();
    private int at;

    private IntoVariables(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The tokens of a body without them. */
    static Tokens without(List<Token> tokens) {
        return new IntoVariables(tokens).read();
    }

    private Tokens read() {
        while (at < tokens.size()) {
            boolean own = at > 0 && (sees(-1, "insert") || sees(-1, "merge"));
            if (sees(0, "into") && !own) {
                skip();
            } else {
                kept.add(tokens.get(at++));
            }
        }
        return Tokens.of(kept);
    }

    /** A list without a first variable is none: it stays, to be refused. */
    private void skip() {
        int start = at;
        at++;
        if (sees(0, "strict")) {
            at++;
        }
        boolean more = true;
        while (more) {
            if (at >= tokens.size() || !isVariable(tokens.get(at))) {
                at = start;
                kept.add(tokens.get(at++));
                return;
            }
            at++;
            while (symbol(".") || symbol("[")) {
                at = symbol(".") ? at + 2 : closing() + 1;
            }
            more = symbol(",");
            at += more ? 1 : 0;
        }
    }

    private static boolean isVariable(Token token) {
        return Syntax.isVariable(token) || token.kind() == Token.Kind.PARAMETER;
    }

    private int closing() {
        int close = Tokens.of(tokens).partner(at);
        return close < 0 ? tokens.size() : close;
    }

    private boolean symbol(String symbol) {
        return at < tokens.size() && tokens.get(at).isSymbol(symbol);
    }

    private boolean sees(int ahead, String word) {
        return at + ahead >= 0
                && at + ahead < tokens.size()
                && tokens.get(at + ahead).is(word);
    }
}

package dev.penstock.citus.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Variables of PL/pgSQL that are called like its statements, such as {@code commit}. Its scanner takes the word for the variable when
 * one is declared and the place is that of a variable; here it becomes a quoted name, which can be nothing else.
 */
final class StatementWords {

    private static final Set<String> BEFORE_STATEMENT = Set.of(";", "begin", "then", "else", "loop");
    private static final Set<String> AFTER_VARIABLE = Set.of(":=", "=", "[", ".");

    private final List<Token> tokens;
    private final Set<String> declared = new HashSet<>();
    private final List<Token> names = new ArrayList<>();

    private StatementWords(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The tokens of a body in which they are names. */
    static List<Token> asNames(List<Token> tokens) {
        return tokens.stream().anyMatch(Syntax::isStatementWord) ? new StatementWords(tokens).read() : tokens;
    }

    private List<Token> read() {
        boolean declaring = false;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean fresh =
                    before(i).equals("declare") || (declaring && before(i).equals(";"));
            declaring = token.is("declare") || (declaring && !(fresh && token.is("begin")));
            if (declaring && fresh) {
                declared.add(token.value());
            }
            boolean variable = Syntax.isStatementWord(token)
                    && Syntax.KEYWORDS.isName(token)
                    && declared.contains(token.value())
                    && ((declaring && fresh) || assigned(i) || filled(i));
            names.add(variable ? new Token(Token.Kind.QUOTED, token.span(), token.value(), -1) : token);
        }
        return names;
    }

    private boolean assigned(int i) {
        return BEFORE_STATEMENT.contains(before(i))
                && i + 1 < tokens.size()
                && AFTER_VARIABLE.contains(tokens.get(i + 1).value());
    }

    private boolean filled(int i) {
        return before(i).equals("into") || before(i).equals("strict");
    }

    private String before(int i) {
        return i == 0 ? "" : tokens.get(i - 1).value();
    }
}

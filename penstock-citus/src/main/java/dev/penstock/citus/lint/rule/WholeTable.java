package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.Token;
import dev.penstock.citus.sql.Tokens;
import java.util.Set;

/** An UPDATE or DELETE over the whole table. */
final class WholeTable implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT302",
                Severity.WARNING,
                "An UPDATE or DELETE over the whole table",
                "Batches by key or by tenant, with a checkpoint");
    }

    @Override
    public void check(Scene scene) {
        if (scene.step().nested() || scene.step().where() == Step.Where.FUNCTION) {
            return;
        }
        switch (scene.statement()) {
            case Statement.Update update
            when !scene.isNew(update.target().name())
                    && !bounded(update.where(), scene.step().variables()) ->
                scene.report(
                        update.target().name().span(),
                        "all rows of %s are updated at once",
                        update.target().name());
            case Statement.Delete delete
            when !scene.isNew(delete.target().name())
                    && !bounded(delete.where(), scene.step().variables()) ->
                scene.report(
                        delete.target().name().span(),
                        "all rows of %s are deleted at once",
                        delete.target().name());
            default -> {
                // Only these two go over rows that exist.
            }
        }
    }

    /** Whether some condition compares with a value, lists keys, or takes so many at a time. */
    private static boolean bounded(Tokens where, Set<String> variables) {
        if (where.contain("limit") || where.contain("between") || where.contain("current", "of")) {
            return true;
        }
        for (int i = 1; i + 1 < where.size(); i++) {
            Token token = where.get(i);
            boolean compares = token.isSymbol("=")
                    || token.isSymbol("<")
                    || token.isSymbol(">")
                    || token.isSymbol("<=")
                    || token.isSymbol(">=");
            if (compares && (isValue(where, i + 1, variables) || isValue(where, i - 1, variables))) {
                return true;
            }
            if (token.is("in") && where.get(i + 1).isSymbol("(") && !where.at(i + 2, "select")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isValue(Tokens where, int at, Set<String> variables) {
        int first = at;
        while (first >= 2 && where.get(first - 1).isSymbol(".")) {
            first -= 2;
        }
        Token token = where.get(first);
        return switch (token.kind()) {
            case STRING, NUMBER, PARAMETER -> true;
            case WORD -> token.is("any") || variables.contains(token.value());
            default -> false;
        };
    }
}

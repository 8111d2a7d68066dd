package dev.penstock.citus.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call of a function, found in any expression. */
public record Call(QualifiedName function, List<Argument> arguments, Span span) {

    /** Words that stand before a parenthesis without being a function. */
    private static final Set<String> NO_FUNCTIONS = Set.of(
            "in",
            "any",
            "all",
            "some",
            "exists",
            "values",
            "and",
            "or",
            "not",
            "as",
            "on",
            "using",
            "where",
            "from",
            "select",
            "into",
            "key",
            "unique",
            "check",
            "references",
            "include",
            "with",
            "by",
            "when",
            "then",
            "else",
            "distinct",
            "over",
            "filter",
            "array",
            "row",
            "table",
            "set",
            "between",
            "like",
            "ilike",
            "similar",
            "is",
            "join",
            "lateral",
            "only",
            "materialized",
            "limit",
            "offset",
            "having",
            "returning",
            "case",
            "constraint",
            "conflict",
            "options");

    /** @param name null when given by position */
    public record Argument(@Nullable String name, Tokens value) {}

    /** Every call in a run of tokens, outer ones first. */
    public static List<Call> in(Tokens tokens) {
        var calls = new ArrayList<Call>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            Token name = tokens.get(i);
            if (name.isName()
                    && tokens.get(i + 1).isSymbol("(")
                    && !(name.kind() == Token.Kind.WORD && NO_FUNCTIONS.contains(name.value()))) {
                int close = tokens.partner(i + 1);
                if (close > 0) {
                    calls.add(new Call(
                            qualified(tokens, i),
                            arguments(tokens.slice(i + 2, close)),
                            name.span().to(tokens.get(close).span())));
                }
            }
        }
        return calls;
    }

    /** Whether the function has this name, in whatever schema. */
    public boolean is(String name) {
        return function.name().equals(name);
    }

    /** The argument of this name, or else the one at this position, from 0. */
    public Optional<Tokens> argument(String name, int position) {
        for (Argument argument : arguments) {
            if (name.equals(argument.name())) {
                return Optional.of(argument.value());
            }
        }
        if (position < arguments.size() && arguments.get(position).name() == null) {
            return Optional.of(arguments.get(position).value());
        }
        return Optional.empty();
    }

    private static QualifiedName qualified(Tokens tokens, int i) {
        boolean schema =
                i >= 2 && tokens.get(i - 1).isSymbol(".") && tokens.get(i - 2).isName();
        Token name = tokens.get(i);
        return new QualifiedName(schema ? tokens.get(i - 2).value() : null, name.value(), name.span());
    }

    private static List<Argument> arguments(Tokens inside) {
        return inside.byComma().stream()
                .map(argument -> {
                    boolean named = argument.size() > 2
                            && argument.first().isName()
                            && (argument.get(1).isSymbol("=>")
                                    || argument.get(1).isSymbol(":="));
                    return named
                            ? new Argument(argument.first().value(), argument.from(2))
                            : new Argument(null, argument);
                })
                .toList();
    }
}

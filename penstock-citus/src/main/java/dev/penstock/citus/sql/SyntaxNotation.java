package dev.penstock.citus.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the right-hand side of a rule; the file {@code expression.syntax} says how it is written. */
final class SyntaxNotation {

    private static final Pattern WORD = Pattern.compile("'[^']+'|\\w+|\\S");

    private static final Form NOTHING = new Form.Sequence(List.of());

    private final String[] words;
    private final Kinds kinds;
    private final Function<String, Form> rules;
    private int at;

    /** @param rules by their names, the built-in ones among them */
    SyntaxNotation(String text, Kinds kinds, Function<String, Form> rules) {
        this.words = words(text);
        this.kinds = kinds;
        this.rules = rules;
    }

    private static String[] words(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toArray(String[]::new);
    }

    /** The keywords in it, in lower case. */
    static Set<String> keywords(String text) {
        return Arrays.stream(words(text))
                .filter(SyntaxNotation::isKeyword)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /** The symbols in it. */
    static Set<String> symbols(String text) {
        return Stream.concat(
                        Stream.of(","),
                        Arrays.stream(words(text))
                                .filter(SyntaxNotation::isSymbol)
                                .map(SyntaxNotation::unquoted))
                .collect(Collectors.toSet());
    }

    Form form() {
        var form = choice();
        if (at < words.length) {
            throw new IllegalStateException("\"" + words[at] + "\" is left over in " + String.join(" ", words));
        }
        return form;
    }

    private Form choice() {
        var alternatives = new ArrayList<Form>();
        do {
            alternatives.add(sequence());
        } while (accept("|"));
        return alternatives.size() == 1 ? alternatives.getFirst() : new Form.Choice(List.copyOf(alternatives));
    }

    private Form sequence() {
        var parts = new ArrayList<Form>();
        while (at < words.length && !words[at].equals("|") && !words[at].equals(")")) {
            parts.add(part());
        }
        return parts.size() == 1 ? parts.getFirst() : new Form.Sequence(List.copyOf(parts));
    }

    private Form part() {
        if (accept("!")) {
            return new Form.Not(part());
        }
        Form form = atom(words[at++]);
        while (at < words.length) {
            if (accept("?")) {
                form = new Form.Optional(form);
            } else if (accept("+")) {
                form = new Form.Repeated(form, NOTHING);
            } else if (accept("*")) {
                form = new Form.Optional(new Form.Repeated(form, NOTHING));
            } else if (accept("%")) {
                form = new Form.Repeated(form, symbol(","));
            } else {
                return form;
            }
        }
        return form;
    }

    private Form atom(String word) {
        if (word.equals("(")) {
            var inside = choice();
            if (!accept(")")) {
                throw new IllegalStateException("a parenthesis stays open in " + String.join(" ", words));
            }
            return inside;
        }
        if (isSymbol(word)) {
            return symbol(unquoted(word));
        }
        return isKeyword(word) ? new Form.Terminal(kinds.keyword(word.toLowerCase(Locale.ROOT))) : rules.apply(word);
    }

    private static boolean isSymbol(String word) {
        return word.startsWith("'");
    }

    private static String unquoted(String word) {
        return word.substring(1, word.length() - 1);
    }

    private static boolean isKeyword(String word) {
        return Character.isUpperCase(word.charAt(0));
    }

    private boolean accept(String word) {
        boolean here = at < words.length && words[at].equals(word);
        at += here ? 1 : 0;
        return here;
    }

    private Form symbol(String symbol) {
        return new Form.Terminal(kinds.symbol(symbol));
    }
}

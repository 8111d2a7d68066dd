package dev.penstock.citus.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Reads the right-hand side of a rule; the file {@code expression.syntax} says how it is written. */
final class SyntaxNotation {

    private static final Pattern WORD = Pattern.compile("'[^']+'|\\w+|\\S");

    private static final Form NOTHING = new Form.Sequence(List.of());
    private static final Form COMMA = symbol(",");

    private final String[] words;
    private final Map<String, Predicate<Token>> builtIn;
    private final Set<String> keywords = new HashSet<>();
    private int at;

    SyntaxNotation(String text, Map<String, Predicate<Token>> builtIn) {
        this.words = WORD.matcher(text).results().map(MatchResult::group).toArray(String[]::new);
        this.builtIn = builtIn;
    }

    Form form() {
        var form = choice();
        if (at < words.length) {
            throw new IllegalStateException("\"" + words[at] + "\" is left over in " + String.join(" ", words));
        }
        return form;
    }

    /** The keywords in it, in lower case. */
    Set<String> keywords() {
        return keywords;
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
                form = new Form.Repeated(form, COMMA);
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
        if (word.startsWith("'")) {
            return symbol(word.substring(1, word.length() - 1));
        }
        if (word.equals(word.toUpperCase(Locale.ROOT))) {
            String keyword = word.toLowerCase(Locale.ROOT);
            keywords.add(keyword);
            return new Form.Terminal(token -> token.is(keyword));
        }
        var own = builtIn.get(word);
        return own == null ? new Form.Named(word) : new Form.Terminal(own);
    }

    private boolean accept(String word) {
        boolean here = at < words.length && words[at].equals(word);
        at += here ? 1 : 0;
        return here;
    }

    private static Form symbol(String symbol) {
        return new Form.Terminal(token -> token.isSymbol(symbol));
    }
}

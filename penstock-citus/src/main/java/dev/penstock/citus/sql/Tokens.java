package dev.penstock.citus.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A run of tokens without comments: a statement, an expression, a clause. Immutable. "Flat" leaves out what is in parentheses. */
public final class Tokens {

    public static final Tokens NONE = new Tokens(List.of());

    private final List<Token> list;

    private Tokens(List<Token> list) {
        this.list = list;
    }

    static Tokens of(List<Token> tokens) {
        return new Tokens(List.copyOf(tokens));
    }

    public Stream<Token> stream() {
        return list.stream();
    }

    public int size() {
        return list.size();
    }

    public boolean isEmpty() {
        return list.isEmpty();
    }

    public Token get(int index) {
        return list.get(index);
    }

    public Token first() {
        return list.getFirst();
    }

    /** From the first token's start to the last one's end. Errors: an empty run has none. */
    public Span span() {
        return list.getFirst().span().to(list.getLast().span());
    }

    public Tokens slice(int from, int to) {
        return from >= to ? NONE : new Tokens(list.subList(from, to));
    }

    public Tokens from(int index) {
        return slice(index, size());
    }

    /** Whether these keywords, in lower case, stand here one after the other. */
    public boolean startsWith(String... words) {
        return at(0, words);
    }

    public boolean at(int index, String... words) {
        if (index < 0 || index + words.length > size()) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            if (!get(index + i).is(words[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether these keywords stand somewhere one after the other, at any depth. */
    public boolean contain(String... words) {
        for (int i = 0; i + words.length <= size(); i++) {
            if (at(i, words)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a name stands somewhere, quoted or not. */
    public boolean name(String name) {
        return list.stream().anyMatch(token -> token.isName() && token.value().equals(name));
    }

    /** Where one of these keywords stands first outside of parentheses, or -1. */
    public int flatIndex(int from, String... words) {
        var wanted = Set.of(words);
        int depth = 0;
        for (int i = from; i < size(); i++) {
            Token token = get(i);
            depth += depth(token);
            if (depth == 0 && token.kind() == Token.Kind.WORD && wanted.contains(token.value())) {
                return i;
            }
        }
        return -1;
    }

    /** From after the keyword up to the next of {@code ends}, outside of parentheses; empty when the keyword is not there. */
    public Tokens clause(String keyword, String... ends) {
        int start = flatIndex(0, keyword);
        if (start < 0) {
            return NONE;
        }
        int last = flatIndex(start + 1, ends);
        return slice(start + 1, last < 0 ? size() : last);
    }

    /** The closing partner of the opening parenthesis or bracket at {@code open}, or -1. */
    public int partner(int open) {
        int depth = 0;
        for (int i = open; i < size(); i++) {
            depth += depth(get(i));
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** The parts between commas outside of parentheses; none of an empty run. */
    public List<Tokens> byComma() {
        return split(token -> token.isSymbol(","));
    }

    /** The parts between these keywords outside of parentheses. */
    public List<Tokens> byWord(String... words) {
        var wanted = Set.copyOf(Arrays.asList(words));
        return split(token -> token.kind() == Token.Kind.WORD && wanted.contains(token.value()));
    }

    private List<Tokens> split(Predicate<Token> separator) {
        if (isEmpty()) {
            return List.of();
        }
        var parts = new ArrayList<Tokens>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < size(); i++) {
            depth += depth(get(i));
            if (depth == 0 && separator.test(get(i))) {
                parts.add(slice(start, i));
                start = i + 1;
            }
        }
        parts.add(from(start));
        return parts;
    }

    /** Without the parentheses around the whole. */
    public Tokens bare() {
        return size() > 1 && get(0).isSymbol("(") && partner(0) == size() - 1
                ? slice(1, size() - 1).bare()
                : this;
    }

    private static int depth(Token token) {
        if (token.isSymbol("(") || token.isSymbol("[")) {
            return 1;
        }
        return token.isSymbol(")") || token.isSymbol("]") ? -1 : 0;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Token token : list) {
            text.append(text.isEmpty() ? "" : " ").append(token.value());
        }
        return text.toString();
    }
}

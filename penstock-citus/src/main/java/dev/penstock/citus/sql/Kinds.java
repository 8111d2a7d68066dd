package dev.penstock.citus.sql;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The kinds of tokens that the grammar tells apart, by number: each keyword, each symbol, and names, constants and the like. */
final class Kinds {

    private final Map<String, Integer> words = new HashMap<>();
    private final Map<String, Integer> symbols = new HashMap<>();
    /** One token of each kind, at its number. */
    private final List<Token> samples = new ArrayList<>();

    private final int name = add(Token.Kind.WORD, "a_name");
    private final int placeholder = add(Token.Kind.WORD, "${}");
    private final int wholeNumber = add(Token.Kind.NUMBER, "1");
    private final int number = add(Token.Kind.NUMBER, "1.5");
    private final int operator = add(Token.Kind.SYMBOL, "@@@");
    private final int otherSymbol = add(Token.Kind.SYMBOL, "\0");
    private final Map<Token.Kind, Integer> others = new EnumMap<>(Token.Kind.class);

    Kinds(Set<String> keywords, Set<String> ownSymbols) {
        keywords.forEach(word -> words.put(word, add(Token.Kind.WORD, word)));
        ownSymbols.forEach(symbol -> symbols.put(symbol, add(Token.Kind.SYMBOL, symbol)));
        for (Token.Kind kind : Token.Kind.values()) {
            others.put(kind, add(kind, "\0"));
        }
    }

    private int add(Token.Kind kind, String value) {
        samples.add(new Token(kind, 0, 0, value));
        return samples.size() - 1;
    }

    /** The kind of what follows the last token: no rule takes it. */
    int end() {
        return otherSymbol;
    }

    int of(Token token) {
        return switch (token.kind()) {
            case WORD -> token.isPlaceholder() ? placeholder : words.getOrDefault(token.value(), name);
            case SYMBOL ->
                symbols.getOrDefault(token.value(), Lexer.isOperator(token.value()) ? operator : otherSymbol);
            case NUMBER -> Syntax.isInteger(token) ? wholeNumber : number;
            default -> others.getOrDefault(token.kind(), otherSymbol);
        };
    }

    /** The kinds whose tokens are taken. */
    BitSet taken(Predicate<Token> takes) {
        var taken = new BitSet();
        for (int kind = 0; kind < samples.size(); kind++) {
            taken.set(kind, takes.test(samples.get(kind)));
        }
        return taken;
    }

    BitSet keyword(String word) {
        return only(words, word);
    }

    BitSet symbol(String symbol) {
        return only(symbols, symbol);
    }

    private static BitSet only(Map<String, Integer> numbers, String text) {
        var only = new BitSet();
        only.set(numbers.getOrDefault(text, 0));
        return only;
    }
}

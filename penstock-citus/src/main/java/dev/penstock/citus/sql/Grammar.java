package dev.penstock.citus.sql;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Rules by their names, and which tokens each can begin with. Threads: safe. */
final class Grammar {

    private final Map<Form.Named, Form> rules;
    private final Set<String> words;
    private final Map<Form.Named, Map<String, Boolean>> beginnings = new HashMap<>();

    /** @param words that rules tell from other names */
    Grammar(Map<Form.Named, Form> rules, Set<String> words) {
        this.rules = Map.copyOf(rules);
        this.words = Set.copyOf(words);
        rules.keySet().forEach(rule -> beginnings.put(rule, new ConcurrentHashMap<>()));
    }

    Form form(Form.Named rule) {
        var form = rules.get(rule);
        if (form == null) {
            throw new IllegalStateException("the syntax has no rule " + rule.rule());
        }
        return form;
    }

    /** Most rules are out of the question at most places, and asking for them all takes most of the time. */
    boolean mayBegin(Form.Named rule, Token token) {
        var known = beginnings.getOrDefault(rule, Map.of());
        String kind = kind(token);
        var may = known.get(kind);
        if (may == null) {
            var form = form(rule);
            may = form.mayBeNothing(this) || form.mayBegin(this, token);
            known.put(kind, may);
        }
        return may;
    }

    /** Tokens of one kind are all alike to the rules, but for whether a number is whole. */
    private String kind(Token token) {
        return switch (token.kind()) {
            case WORD -> token.isPlaceholder() ? "${}" : words.contains(token.value()) ? token.value() : "a name";
            case SYMBOL -> token.value();
            case NUMBER -> Syntax.isInteger(token) ? "a whole number" : "a number";
            default -> token.kind().name();
        };
    }
}

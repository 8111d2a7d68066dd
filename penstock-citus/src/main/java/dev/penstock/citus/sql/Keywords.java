package dev.penstock.citus.sql;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** PostgreSQL's keywords, and what each may name all the same. A quoted identifier may name anything. */
final class Keywords {

    private final Map<String, Set<String>> kinds = new HashMap<>();

    /** @param text a kind with a colon, then its words, up to the next kind */
    Keywords(String text) {
        Set<String> kind = new HashSet<>();
        for (String word : text.replaceAll("(?m)^#.*$", "").split("\\s+")) {
            if (word.endsWith(":")) {
                kind = new HashSet<>();
                kinds.put(word.substring(0, word.length() - 1), kind);
            } else {
                kind.add(word);
            }
        }
    }

    boolean isReserved(Token token) {
        return is(token, "reserved");
    }

    /** A column, a table, and most else. */
    boolean isName(Token token) {
        return token.isName() && !is(token, "reserved") && !is(token, "function");
    }

    /** A function or type without a schema. */
    boolean isTypeWord(Token token) {
        return token.isName() && !is(token, "reserved") && !is(token, "column");
    }

    boolean isNonReservedWord(Token token) {
        return token.isName() && !isReserved(token);
    }

    boolean isIdentifier(Token token) {
        return isName(token) && isTypeWord(token) && !is(token, "free");
    }

    /** A column of a result, without AS. */
    boolean isBareLabel(Token token) {
        return token.isName() && !is(token, "as");
    }

    Set<String> of(String kind) {
        return kinds.getOrDefault(kind, Set.of());
    }

    Set<String> all() {
        var all = new HashSet<String>();
        kinds.values().forEach(all::addAll);
        return all;
    }

    private boolean is(Token token, String kind) {
        return token.kind() == Token.Kind.WORD && of(kind).contains(token.value());
    }
}

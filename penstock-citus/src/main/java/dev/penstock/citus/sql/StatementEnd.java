package dev.penstock.citus.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Knows at which semicolon a statement ends: not inside parentheses (the actions of a rule) and not inside the {@code BEGIN ATOMIC}
 * body of a function. The same rules as psql's, and its weakness: a parenthesis that is never closed swallows what follows.
 */
final class StatementEnd {

    private final List<String> words = new ArrayList<>();
    private int parentheses;
    private int begins;
    private boolean copiesFromClient;

    void word(String word) {
        if (isRoutine() && parentheses == 0) {
            if (word.equals("begin") || (word.equals("case") && begins > 0)) {
                begins++;
            } else if (word.equals("end") && begins > 0) {
                begins--;
            }
        }
        words.add(word);
    }

    /** Whether this symbol ends the statement; the next call is about the next one. */
    boolean symbol(char c) {
        if (c == '(') {
            parentheses++;
        } else if (c == ')') {
            parentheses = Math.max(0, parentheses - 1);
        } else if (c == ';' && parentheses == 0 && begins == 0) {
            copiesFromClient = isCopyFromClient();
            reset();
            return true;
        }
        return false;
    }

    void reset() {
        words.clear();
        parentheses = 0;
        begins = 0;
    }

    /** Whether the statement that ended last is followed by its data. */
    boolean copiesFromClient() {
        return copiesFromClient;
    }

    private boolean isRoutine() {
        int kind = words.size() > 3 && words.get(1).equals("or") && words.get(2).equals("replace") ? 3 : 1;
        return words.size() > kind
                && words.getFirst().equals("create")
                && (words.get(kind).equals("function") || words.get(kind).equals("procedure"));
    }

    private boolean isCopyFromClient() {
        if (words.isEmpty() || !words.getFirst().equals("copy")) {
            return false;
        }
        for (int i = 1; i + 1 < words.size(); i++) {
            if (words.get(i).equals("from") && words.get(i + 1).equals("stdin")) {
                return true;
            }
        }
        return false;
    }
}

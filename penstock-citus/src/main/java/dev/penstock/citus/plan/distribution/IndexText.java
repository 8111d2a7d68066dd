package dev.penstock.citus.plan.distribution;

import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.QualifiedName;
import java.util.ArrayList;
import java.util.List;

/**
 * A definition as PostgreSQL writes it, taken apart where it changes, so that operator classes, collations, orders, storage
 * parameters and predicates stay as they are.
 *
 * @param head up to the list of what is indexed
 * @param entries what is indexed, each with its collation, operator class and order
 * @param included columns carried along
 * @param tail what comes behind
 */
record IndexText(String head, List<String> entries, List<String> included, String tail) {

    /** Of {@code CREATE INDEX … USING btree (…)}, or of {@code EXCLUDE USING gist (…)}. */
    static IndexText parse(String definition) {
        int using = outside(definition, " USING ", 0);
        int open = outside(definition, "(", using);
        int close = closing(definition, open);
        String rest = definition.substring(close + 1);
        List<String> included = List.of();
        if (rest.startsWith(" INCLUDE (")) {
            int end = closing(rest, " INCLUDE ".length());
            included = split(rest.substring(" INCLUDE (".length(), end));
            rest = rest.substring(end + 1);
        }
        return new IndexText(
                definition.substring(using + " USING ".length(), open).strip(),
                split(definition.substring(open + 1, close)),
                included,
                rest);
    }

    /** With the column before all others, and not among those that are only carried along. */
    IndexText with(String entry, String column) {
        var all = new ArrayList<String>(List.of(entry));
        all.addAll(entries);
        return new IndexText(
                head,
                all,
                included.stream()
                        .filter(each -> !each.equals(column) && !each.equals(Identifier.quoted(column)))
                        .toList(),
                tail);
    }

    /** Without what {@code unwanted} names. */
    String create(boolean unique, boolean concurrently, String name, QualifiedName table) {
        return "create " + (unique ? "unique " : "") + "index " + (concurrently ? "concurrently " : "")
                + Identifier.quoted(name) + " on " + table.quoted() + " using " + body();
    }

    /** The method, the lists and the rest. */
    String body() {
        return head + " (" + String.join(", ", entries) + ")"
                + (included.isEmpty() ? "" : " include (" + String.join(", ", included) + ")") + tail;
    }

    private static List<String> split(String list) {
        var parts = new ArrayList<String>();
        int from = 0;
        for (int at = outside(list, ",", 0); at >= 0; at = outside(list, ",", from)) {
            parts.add(list.substring(from, at).strip());
            from = at + 1;
        }
        parts.add(list.substring(from).strip());
        return parts;
    }

    /** The place of the part, outside of quotation marks, strings and parentheses opened on the way; -1 when there is none. */
    private static int outside(String text, String part, int from) {
        int depth = 0;
        for (int at = from; at < text.length(); at++) {
            if (depth == 0 && text.startsWith(part, at)) {
                return at;
            }
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                at = text.indexOf(c, at + 1);
                if (at < 0) {
                    return -1;
                }
            } else if (c == '(' || c == '[') {
                depth++;
            } else if (c == ')' || c == ']') {
                depth--;
            }
        }
        return -1;
    }

    private static int closing(String text, int open) {
        return outside(text, ")", open + 1);
    }
}

package dev.penstock.tidy;

import java.util.ArrayList;
import java.util.List;

/**
 * Java source told apart into code, comments and string literals, so that a rule about calls is not fooled by a text that mentions
 * one. {@code code} is as long as the source: what is not code is blank there, so offsets stay the same.
 */
record JavaText(String code, List<Literal> literals) {

    /** A string literal or text block without its quotes; escapes are left as they are. */
    record Literal(int offset, String value) {}

    static JavaText of(String text) {
        var code = new StringBuilder(text);
        var literals = new ArrayList<Literal>();
        int at = 0;
        while (at < text.length()) {
            int end;
            if (text.startsWith("//", at)) {
                end = orEnd(text, text.indexOf('\n', at), 0);
            } else if (text.startsWith("/*", at)) {
                end = orEnd(text, text.indexOf("*/", at + 2), 2);
            } else if (text.startsWith("\"\"\"", at)) {
                end = closing(text, at + 3, "\"\"\"");
                literals.add(new Literal(at, text.substring(at + 3, Math.max(at + 3, end - 3))));
            } else if (text.charAt(at) == '"') {
                end = closing(text, at + 1, "\"");
                literals.add(new Literal(at, text.substring(at + 1, Math.max(at + 1, end - 1))));
            } else if (text.charAt(at) == '\'') {
                end = closing(text, at + 1, "'");
            } else {
                at++;
                continue;
            }
            for (int i = at; i < end; i++) {
                if (text.charAt(i) != '\n') {
                    code.setCharAt(i, ' ');
                }
            }
            at = end;
        }
        return new JavaText(code.toString(), List.copyOf(literals));
    }

    private static int closing(String text, int from, String quote) {
        int at = from;
        while (at < text.length() && !text.startsWith(quote, at)) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(text.length(), at + quote.length());
    }

    private static int orEnd(String text, int found, int length) {
        return found < 0 ? text.length() : found + length;
    }
}

package dev.penstock.citus.sql;

/**
 * One token.
 *
 * @param value a word folded to lower case, a quoted identifier or string without its quotes and escapes, otherwise the text
 * @param body where the content of a string begins if it stands in the file character by character, else -1
 */
public record Token(Kind kind, Span span, String value, int body) {

    public enum Kind {
        /** An identifier or keyword without quotes; also a Flyway placeholder. */
        WORD,
        QUOTED,
        STRING,
        /** {@code b'01'}, {@code x'1F'} and {@code n'a'}: constants, but no strings. */
        BITS,
        NUMBER,
        PARAMETER,
        /** Operators and punctuation. */
        SYMBOL,
        COMMENT,
        /** A psql meta-command with its arguments. */
        META,
        /** The lines between {@code COPY … FROM stdin;} and {@code \.}. */
        COPY_DATA,
        /** What has no end or no meaning; the value says why. */
        BROKEN
    }

    Token(Kind kind, int start, int end, String value) {
        this(kind, new Span(start, end), value, -1);
    }

    /** Whether this is that keyword, given in lower case. A quoted identifier never is. */
    public boolean is(String keyword) {
        return kind == Kind.WORD && value.equals(keyword);
    }

    public boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && value.equals(symbol);
    }

    public boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    /** Whether a migration tool or psql puts something else here: {@code ${name}}, {@code :name}. */
    boolean isPlaceholder() {
        return kind == Kind.WORD && (value.startsWith("$") || value.startsWith(":"));
    }

    public boolean isString() {
        return kind == Kind.STRING;
    }
}

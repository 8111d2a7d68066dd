package dev.penstock.citus.sql;

import dev.penstock.citus.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Cuts a stretch of SQL into tokens, comments included. Never fails: what cannot be read is a token of kind {@link Kind#BROKEN}.
 *
 * <p>Shape: tokens do not overlap, ascend, and leave out nothing but white space.
 */
final class Lexer {

    private static final String OPERATOR = "+-*/<>=~!@#%^&|`?";
    /** With one of these an operator may end in + or -. */
    private static final String OPERATOR_KEEPS_SIGN = "~!@#%^&|`?";

    private static final Pattern UESCAPE = Pattern.compile("\\s+uescape\\s+'.'", Pattern.CASE_INSENSITIVE);

    private static final List<String> PAIRS = List.of("::", ":=", "..");

    private final String text;
    private final int end;
    private final boolean psql;
    private final List<Token> tokens = new ArrayList<>();
    private final StatementEnd statementEnd = new StatementEnd();
    private int at;
    private int brackets;

    private Lexer(String text, int start, int end, boolean psql) {
        this.text = text;
        this.at = start;
        this.end = end;
        this.psql = psql;
    }

    /** A whole file, as psql reads it. */
    static List<Token> file(String text) {
        return new Lexer(text, 0, text.length(), true).read();
    }

    /** A stretch of a file that a server reads: no meta-commands, no COPY data. */
    static List<Token> stretch(String text, Span span) {
        return new Lexer(text, span.start(), span.end(), false).read();
    }

    private List<Token> read() {
        while (at < end) {
            char c = text.charAt(at);
            if (isSpace(c) || (c == '\uFEFF' && at == 0)) {
                at++;
            } else {
                next(c);
            }
        }
        return tokens;
    }

    private void next(char c) {
        if (c == '-' && peek(1) == '-') {
            add(Kind.COMMENT, lineEnd(at));
        } else if (c == '/' && peek(1) == '*') {
            blockComment();
        } else if (c == '\'') {
            string(at, at + 1, false);
        } else if (c == '"') {
            quoted(at, at + 1);
        } else if (c == '$') {
            dollar();
        } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            number();
        } else if (startsWord(c)) {
            word(c);
        } else if (c == ':' && psql && brackets == 0 && (startsWord(peek(1)) || peek(1) == '\'' || peek(1) == '"')) {
            variable();
        } else if (c == '\\' && psql) {
            meta();
        } else {
            symbol(c);
        }
    }

    private void word(char c) {
        char second = peek(1);
        boolean prefix = "eEbBxXnN".indexOf(c) >= 0 && second == '\'';
        if (prefix) {
            string(at, at + 2, c == 'e' || c == 'E');
        } else if ((c == 'u' || c == 'U') && second == '&' && peek(2) == '\'') {
            string(at, at + 3, false);
        } else if ((c == 'u' || c == 'U') && second == '&' && peek(2) == '"') {
            quoted(at, at + 3);
        } else {
            int last = at + 1;
            while (last < end && continuesWord(text.charAt(last))) {
                last++;
            }
            String word = text.substring(at, last).toLowerCase(Locale.ROOT);
            statementEnd.word(word);
            add(Kind.WORD, last, word);
        }
    }

    /** Also continues over a line end, as the standard wants: {@code 'a'⏎'b'} is one string. */
    private void string(int start, int from, boolean backslashes) {
        var value = new StringBuilder();
        boolean verbatim = true;
        int i = from;
        while (i < end) {
            char c = text.charAt(i);
            if (c == '\\' && backslashes && i + 1 < end) {
                value.append(unescaped(text.charAt(i + 1)));
                verbatim = false;
                i += 2;
            } else if (c != '\'') {
                value.append(c);
                i++;
            } else if (i + 1 < end && text.charAt(i + 1) == '\'') {
                value.append(c);
                verbatim = false;
                i += 2;
            } else {
                int continued = continuation(i + 1);
                if (continued < 0) {
                    var kind = "bBxXnN".indexOf(text.charAt(start)) >= 0 ? Kind.BITS : Kind.STRING;
                    tokens.add(new Token(kind, new Span(start, i + 1), value.toString(), verbatim ? from : -1));
                    at = i + 1;
                    return;
                }
                verbatim = false;
                i = continued;
            }
        }
        broken(start, "a string begins here and never ends");
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            default -> c;
        };
    }

    /** Where the string goes on that a quote before {@code from} has closed, or -1. */
    private int continuation(int from) {
        boolean newline = false;
        int i = from;
        while (i < end) {
            char c = text.charAt(i);
            if (c == '\'') {
                return newline ? i + 1 : -1;
            } else if (c == '-' && i + 1 < end && text.charAt(i + 1) == '-') {
                i = lineEnd(i);
            } else if (isSpace(c)) {
                newline |= c == '\n' || c == '\r';
                i++;
            } else {
                return -1;
            }
        }
        return -1;
    }

    private void quoted(int start, int from) {
        var value = new StringBuilder();
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c != '"') {
                value.append(c);
            } else if (i + 1 < end && text.charAt(i + 1) == '"') {
                value.append(c);
                i++;
            } else if (value.isEmpty()) {
                tokens.add(new Token(Kind.BROKEN, start, i + 1, "a quoted name may not be empty"));
                at = i + 1;
                return;
            } else {
                at = from == start + 1 ? i + 1 : afterUescape(i + 1);
                tokens.add(new Token(Kind.QUOTED, start, at, value.toString()));
                return;
            }
        }
        broken(start, "a quoted name begins here and never ends");
    }

    /** A name in {@code U&"…"} may say which character escapes. */
    private int afterUescape(int from) {
        var matcher = UESCAPE.matcher(text).region(from, end);
        return matcher.lookingAt() ? matcher.end() : from;
    }

    private void dollar() {
        int close = at + 1;
        if (peek(1) == '{') {
            placeholder();
            return;
        }
        if (isDigit(peek(1))) {
            while (close < end && isDigit(text.charAt(close))) {
                close++;
            }
            numeral(Kind.PARAMETER, close);
            return;
        }
        while (close < end && text.charAt(close) != '$' && continuesWord(text.charAt(close))) {
            close++;
        }
        if (close >= end || text.charAt(close) != '$') {
            tokens.add(new Token(Kind.BROKEN, at, at + 1, "a $ that begins neither a parameter nor a string"));
            at++;
            return;
        }
        String tag = text.substring(at, close + 1);
        int last = text.indexOf(tag, close + 1);
        if (last < 0 || last + tag.length() > end) {
            broken(at, "a string begins here and never ends in " + tag);
            return;
        }
        tokens.add(
                new Token(Kind.STRING, new Span(at, last + tag.length()), text.substring(close + 1, last), close + 1));
        at = last + tag.length();
    }

    private void placeholder() {
        int close = text.indexOf('}', at);
        int line = lineEnd(at);
        if (close < 0 || close >= Math.min(line, end)) {
            tokens.add(new Token(Kind.BROKEN, at, at + 1, "a placeholder without its closing brace"));
            at++;
            return;
        }
        // ${prefix}_orders is one name.
        int last = close + 1;
        while (last < end && continuesWord(text.charAt(last))) {
            last++;
        }
        add(Kind.WORD, last);
    }

    /** What psql puts in for {@code :name}, {@code :'name'} and {@code :"name"}; in brackets a colon stands between two bounds. */
    private void variable() {
        char quote = peek(1);
        int last = at + 2;
        if (quote == '\'' || quote == '"') {
            int close = text.indexOf(quote, last);
            if (close < 0 || close >= end) {
                symbol(':');
                return;
            }
            last = close + 1;
        } else {
            while (last < end && continuesWord(text.charAt(last))) {
                last++;
            }
        }
        add(Kind.WORD, last);
    }

    private void number() {
        int i = at;
        boolean based = text.charAt(i) == '0'
                && "xXoObB".indexOf(peek(1)) >= 0
                && (peek(2) == '_' || Character.digit(peek(2), 16) >= 0);
        if (based) {
            i += 2;
            while (i < end && (Character.digit(text.charAt(i), 16) >= 0 || text.charAt(i) == '_')) {
                i++;
            }
        } else {
            i = digits(i);
            // 1..10 is a range of PL/pgSQL.
            if (i < end && text.charAt(i) == '.' && !(i + 1 < end && text.charAt(i + 1) == '.')) {
                i = digits(i + 1);
            }
            i = exponent(i);
        }
        numeral(Kind.NUMBER, i);
    }

    private void numeral(Kind kind, int last) {
        if (last < end && startsWord(text.charAt(last))) {
            tokens.add(new Token(Kind.BROKEN, at, last + 1, "a number goes on with a letter"));
            at = last + 1;
        } else {
            add(kind, last);
        }
    }

    private int exponent(int i) {
        if (i < end && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            int sign = i + 1 < end && "+-".indexOf(text.charAt(i + 1)) >= 0 ? i + 2 : i + 1;
            if (sign < end && isDigit(text.charAt(sign))) {
                return digits(sign);
            }
        }
        return i;
    }

    private int digits(int i) {
        int last = i;
        while (last < end
                && (isDigit(text.charAt(last))
                        || (text.charAt(last) == '_' && last + 1 < end && isDigit(text.charAt(last + 1))))) {
            last++;
        }
        return last;
    }

    private void symbol(char c) {
        if (OPERATOR.indexOf(c) >= 0) {
            add(Kind.SYMBOL, operatorEnd());
            return;
        }
        brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
        String pair = text.substring(at, Math.min(at + 2, end));
        if (PAIRS.contains(pair)) {
            add(Kind.SYMBOL, at + 2);
        } else if (",()[];.:{}".indexOf(c) >= 0) {
            add(Kind.SYMBOL, at + 1);
            if (statementEnd.symbol(c) && psql) {
                copyData();
            }
        } else {
            tokens.add(new Token(Kind.BROKEN, at, at + 1, "a character that SQL does not know"));
            at++;
        }
    }

    private int operatorEnd() {
        int last = at;
        while (last < end && OPERATOR.indexOf(text.charAt(last)) >= 0) {
            String two = text.substring(last, Math.min(last + 2, end));
            if (last > at && (two.equals("--") || two.equals("/*"))) {
                break;
            }
            last++;
        }
        String operator = text.substring(at, last);
        boolean keepsSign = operator.chars().anyMatch(c -> OPERATOR_KEEPS_SIGN.indexOf(c) >= 0);
        while (!keepsSign && last - at > 1 && "+-".indexOf(text.charAt(last - 1)) >= 0) {
            last--;
        }
        return last;
    }

    private void blockComment() {
        int depth = 0;
        for (int i = at; i + 1 < end; i++) {
            if (text.startsWith("/*", i)) {
                depth++;
                i++;
            } else if (text.startsWith("*/", i)) {
                depth--;
                i++;
                if (depth == 0) {
                    add(Kind.COMMENT, i + 1);
                    return;
                }
            }
        }
        broken(at, "a comment begins here and never ends");
    }

    private void meta() {
        int last = lineEnd(at);
        int separator = text.indexOf("\\\\", at + 1);
        add(Kind.META, separator >= 0 && separator < last ? separator + 2 : last);
    }

    /** After the semicolon of {@code COPY … FROM stdin} the lines up to {@code \.} are data. */
    private void copyData() {
        if (!statementEnd.copiesFromClient()) {
            return;
        }
        int from = Math.min(lineEnd(at) + 1, end);
        int line = from;
        while (line < end) {
            int last = lineEnd(line);
            if (text.substring(line, last).strip().equals("\\.")) {
                tokens.add(new Token(Kind.COPY_DATA, from, last, ""));
                at = last;
                return;
            }
            line = Math.min(last + 1, end);
        }
        broken(from, "the data of this COPY never ends in \\.");
    }

    private int lineEnd(int from) {
        int newline = text.indexOf('\n', from);
        return newline < 0 || newline > end ? end : newline;
    }

    private void broken(int start, String why) {
        tokens.add(new Token(Kind.BROKEN, start, end, why));
        at = end;
    }

    private void add(Kind kind, int last) {
        add(kind, last, text.substring(at, last));
    }

    private void add(Kind kind, int last, String value) {
        tokens.add(new Token(kind, at, last, value));
        at = last;
    }

    private char peek(int ahead) {
        return at + ahead < end ? text.charAt(at + ahead) : '\0';
    }

    static boolean isOperator(String symbol) {
        return symbol.chars().allMatch(c -> OPERATOR.indexOf(c) >= 0);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\u000B';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean startsWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean continuesWord(char c) {
        return startsWord(c) || isDigit(c) || c == '$';
    }
}

package dev.penstock.citus.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * PostgreSQL's grammar, as the files of the folder {@code syntax} spell it. It judges only whether tokens are a statement; what a
 * statement says is read by the parsers.
 *
 * <p>Built in: {@code name}, {@code type_word}, {@code label}, {@code bare_label}, {@code identifier}, {@code non_reserved_word},
 * {@code reserved} (see {@link Keywords}), {@code string}, {@code bits}, {@code number}, {@code integer}, {@code parameter}, {@code
 * variable} of PL/pgSQL and {@code operator}, which is any that has no place of its own in the grammar. A placeholder stands for a name
 * or a constant.
 */
final class Syntax {

    private static final List<String> FILES = List.of("expression", "query", "table", "objects", "session", "plpgsql");

    private static final Set<String> OWN_OPERATORS =
            Set.of("+", "-", "*", "/", "%", "^", "<", ">", "=", "<=", ">=", "<>", "!=", "=>");

    static final Keywords KEYWORDS = new Keywords(file("keywords.txt"));

    private static final Map<String, Predicate<Token>> BUILT_IN = Map.ofEntries(
            Map.entry("name", KEYWORDS::isName),
            Map.entry("type_word", KEYWORDS::isTypeWord),
            Map.entry("label", Token::isName),
            Map.entry("bare_label", KEYWORDS::isBareLabel),
            Map.entry("identifier", KEYWORDS::isIdentifier),
            Map.entry("non_reserved_word", KEYWORDS::isNonReservedWord),
            Map.entry("reserved", KEYWORDS::isReserved),
            Map.entry("string", token -> token.isString() || token.isPlaceholder()),
            Map.entry("number", token -> token.kind() == Token.Kind.NUMBER || token.isPlaceholder()),
            Map.entry("integer", token -> isInteger(token) || token.isPlaceholder()),
            Map.entry("bits", token -> token.kind() == Token.Kind.BITS),
            Map.entry("variable", Syntax::isVariable),
            Map.entry("parameter", token -> token.kind() == Token.Kind.PARAMETER),
            Map.entry("operator", Syntax::isOperator));

    /** What PL/pgSQL reserves for itself, and what begins its statements: its variables may have any other name. */
    private static final Set<String> PLPGSQL_RESERVED = Set.of("""
            all and assert begin by case collate commit continue declare default do else end execute exit for foreach
            from if import in insert into is loop merge not null or perform raise rollback strict then to using
            when while
            """.strip().split("\\s+"));

    private static final Form.Named STATEMENT = new Form.Named("statement");
    private static final Form.Named PLPGSQL_BODY = new Form.Named("plpgsql_body");

    private static final Grammar GRAMMAR = grammar();

    private Syntax() {}

    /** Errors: this is no statement. */
    static void expectStatement(Tokens tokens) {
        new Recognition(GRAMMAR, tokens).expect(STATEMENT);
    }

    /** Errors: this is no body of a function in PL/pgSQL. */
    static void expectPlpgsqlBody(Tokens tokens) {
        new Recognition(GRAMMAR, tokens).expect(PLPGSQL_BODY);
    }

    static boolean isVariable(Token token) {
        return token.kind() == Token.Kind.QUOTED
                || (token.kind() == Token.Kind.WORD && !PLPGSQL_RESERVED.contains(token.value()));
    }

    static boolean isInteger(Token token) {
        return token.kind() == Token.Kind.NUMBER
                && token.value().chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
    }

    private static boolean isOperator(Token token) {
        return token.kind() == Token.Kind.SYMBOL
                && Lexer.isOperator(token.value())
                && !OWN_OPERATORS.contains(token.value());
    }

    private static Grammar grammar() {
        Map<Form.Named, Form> rules = new HashMap<>();
        Set<String> words = new HashSet<>(KEYWORDS.all());
        for (String name : FILES) {
            for (String rule : written(file(name + ".syntax"))) {
                int equals = rule.indexOf(" = ");
                var named = new Form.Named(rule.substring(0, equals));
                var notation = new SyntaxNotation(rule.substring(equals + 3), BUILT_IN);
                if (rules.put(named, notation.form()) != null) {
                    throw new IllegalStateException("two rules of the syntax are called " + named.rule());
                }
                words.addAll(notation.keywords());
            }
        }
        return new Grammar(rules, words);
    }

    /** The rules of a file, each in one line: what is indented belongs to the line before. */
    private static List<String> written(String text) {
        var rules = new ArrayList<String>();
        for (String line : text.split("\\R")) {
            if (line.startsWith("#") || line.isBlank()) {
                continue;
            }
            if (line.startsWith(" ")) {
                rules.add(rules.removeLast() + line);
            } else {
                rules.add(line);
            }
        }
        return rules;
    }

    private static String file(String name) {
        try (InputStream in = Syntax.class.getResourceAsStream("syntax/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the syntax file " + name + " cannot be read", e);
        }
    }
}

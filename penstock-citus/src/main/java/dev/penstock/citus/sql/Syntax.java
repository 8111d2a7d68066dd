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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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

    /** What PL/pgSQL reserves for itself: its variables may have any other name. */
    private static final Set<String> PLPGSQL_RESERVED = words("""
            all begin by case declare else end execute for foreach from if in into loop not null or strict then to using
            when while
            """);

    /** What stands where its statements begin or go on: a name of a variable only where one is meant, see {@link StatementWords}. */
    private static final Set<String> PLPGSQL_WORDS =
            words("and assert collate commit continue default do exit import insert is merge perform raise rollback");

    /** As many rules as the stack of any thread holds: some eighty parentheses. */
    private static final int DEEPEST = 1_000;

    /** Deeper than this no statement is nested that a person wrote or a program of sense. */
    private static final int DEEPEST_OF_ALL = 25_000;

    private static final long LARGE_STACK = 64L << 20;

    private static final Map<String, Form.Named> RULES = new HashMap<>();
    private static final Kinds KINDS = read();
    private static final Form.Named STATEMENT = rule("statement");
    private static final Form.Named PLPGSQL_BODY = rule("plpgsql_body");

    private Syntax() {}

    /** Errors: this is no statement. */
    static void expectStatement(Tokens tokens) {
        expect(STATEMENT, tokens);
    }

    /** Errors: this is no body of a function in PL/pgSQL. */
    static void expectPlpgsqlBody(Tokens tokens) {
        expect(PLPGSQL_BODY, tokens);
    }

    private static void expect(Form.Named rule, Tokens tokens) {
        try {
            reading(tokens, DEEPEST).expect(rule);
        } catch (Recognition.TooDeep usual) {
            deep(() -> reading(tokens, DEEPEST_OF_ALL).expect(rule));
        }
    }

    private static Recognition reading(Tokens tokens, int deepest) {
        return new Recognition(KINDS, tokens, deepest);
    }

    /** How many readings of rules a statement takes. */
    static long readings(Tokens statement) {
        var reading = reading(statement, DEEPEST);
        reading.expect(STATEMENT);
        return reading.readings();
    }

    /** On a thread whose stack has room. */
    private static void deep(Runnable reading) {
        var task = new FutureTask<@Nullable Void>(reading, null);
        new Thread(null, task, "penstock-syntax", LARGE_STACK).start();
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotUnderstood refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a statement was read", e);
        }
    }

    static boolean isVariable(Token token) {
        return token.kind() == Token.Kind.QUOTED
                || (token.kind() == Token.Kind.WORD
                        && !PLPGSQL_RESERVED.contains(token.value())
                        && !isStatementWord(token));
    }

    /** Whether it begins a statement of PL/pgSQL, or belongs to one, and may name a variable all the same. */
    static boolean isStatementWord(Token token) {
        return token.kind() == Token.Kind.WORD && PLPGSQL_WORDS.contains(token.value());
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

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    private static Kinds read() {
        var written = FILES.stream()
                .flatMap(name -> written(file(name + ".syntax")).stream())
                .toList();
        var words = new HashSet<>(KEYWORDS.all());
        words.addAll(PLPGSQL_RESERVED);
        words.addAll(PLPGSQL_WORDS);
        var symbols = new HashSet<String>();
        for (String rule : written) {
            words.addAll(SyntaxNotation.keywords(rule));
            symbols.addAll(SyntaxNotation.symbols(rule));
        }
        var kinds = new Kinds(words, symbols);
        for (String rule : written) {
            int equals = rule.indexOf(" = ");
            var notation = new SyntaxNotation(rule.substring(equals + 3), kinds, name -> named(name, kinds));
            rule(rule.substring(0, equals)).define(notation.form());
        }
        for (Form.Named rule : List.copyOf(RULES.values())) {
            rule.settle();
            rule.form().settle();
        }
        return kinds;
    }

    private static Form named(String name, Kinds kinds) {
        var builtIn = BUILT_IN.get(name);
        return builtIn == null ? rule(name) : new Form.Terminal(kinds.taken(builtIn));
    }

    private static Form.Named rule(String name) {
        return RULES.computeIfAbsent(name, each -> new Form.Named(each, RULES.size()));
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

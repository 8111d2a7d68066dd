package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Effects;
import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.lint.rule.Step.Where;
import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Parser;
import dev.penstock.citus.sql.Routine;
import dev.penstock.citus.sql.Script;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.Token;
import dev.penstock.citus.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file with everything it says, in order: statements, those in DO blocks and functions, and those in parentheses.
 *
 * @param scriptConfig what Flyway's script configuration beside the file says, or null
 * @param flywayConfig what the nearest configuration of Flyway says, or null
 */
public record Migration(
        String path,
        Script script,
        List<Step> steps,
        @Nullable String scriptConfig,
        @Nullable String flywayConfig) {

    public static Migration of(
            String path, String text, Known start, @Nullable String scriptConfig, @Nullable String flywayConfig) {
        var script = Script.of(text);
        var reading = new Reading(path, script);
        Known known = start.foundBy(path);
        for (Tokens piece : script.pieces()) {
            known = reading.add(Parser.parse(piece), Where.FILE, Set.of(), known);
        }
        return new Migration(path, script, List.copyOf(reading.steps), scriptConfig, flywayConfig);
    }

    /** Whether Flyway would run this file, going by its name. */
    public boolean isFlyway() {
        return path.replaceFirst(".*[/\\\\]", "").matches("(?:[VBU]\\d[\\d._]*|R)__.+\\.sql");
    }

    /** Whether Flyway is told, beside the file, not to run it in a transaction. */
    public boolean saysOutside() {
        return scriptConfig != null && scriptConfig.matches("(?is).*executeInTransaction\\s*=\\s*false.*");
    }

    /** Whether Flyway runs the whole of it in one transaction. */
    public boolean inOneTransaction() {
        return isFlyway() && !saysOutside() && steps.stream().noneMatch(step -> Outside.concurrently(step.statement()));
    }

    /** What is known when the file has run. */
    public Known end(Known otherwise) {
        return steps.isEmpty() ? otherwise : steps.getLast().after();
    }

    /** Takes a file apart. */
    private static final class Reading {

        private final String path;
        private final Script script;
        private final List<Step> steps = new ArrayList<>();

        Reading(String path, Script script) {
            this.path = path;
            this.script = script;
        }

        Known add(Statement statement, Where where, Set<String> variables, Known before) {
            var nested = nested(statement);
            Known after = where == Where.FUNCTION ? before : effects(statement, nested, before);
            var calls = statement instanceof Statement.DoBlock ? List.<Call>of() : Call.in(statement.tokens());
            steps.add(new Step(statement, where, variables, false, before, after, calls));
            nested.forEach(inner -> steps.add(new Step(inner, where, variables, true, before, after, List.of())));
            Known known = after;
            if (statement instanceof Statement.DoBlock block) {
                var body = Routine.body(script.text(), block.language(), block.body(), block.tokens());
                for (Statement inner : body.statements()) {
                    known = add(inner, Where.DO_BLOCK, body.variables(), known);
                }
            }
            if (statement instanceof Statement.CreateFunction function) {
                Token text = function.body();
                var body = text == null
                        ? Routine.Body.NONE
                        : Routine.body(script.text(), function.language(), text, function.tokens());
                for (Statement inner : body.statements()) {
                    add(inner, Where.FUNCTION, body.variables(), known);
                }
            }
            return known;
        }

        /** Also those of the changes of rows that a query carries in WITH. */
        private Known effects(Statement statement, List<Statement> nested, Known before) {
            Known after = Effects.of(statement, before, path);
            boolean runs = statement instanceof Statement.Select
                    || statement instanceof Statement.Insert
                    || statement instanceof Statement.Update
                    || statement instanceof Statement.Delete
                    || statement instanceof Statement.Merge;
            for (Statement inner : runs ? nested : List.<Statement>of()) {
                after = Effects.of(inner, after, path);
            }
            return after;
        }

        private static List<Statement> nested(Statement statement) {
            if (statement instanceof Statement.CreateTable || statement instanceof Statement.AlterTable) {
                return List.of();
            }
            Tokens tokens = statement.tokens();
            var nested = new ArrayList<Statement>();
            for (int i = 0; i + 1 < tokens.size(); i++) {
                Token first = tokens.get(i + 1);
                boolean opens = tokens.get(i).isSymbol("(")
                        && first.kind() == Token.Kind.WORD
                        && List.of("select", "with", "insert", "update", "delete", "merge")
                                .contains(first.value());
                int close = opens ? tokens.partner(i) : -1;
                if (close > i + 2) {
                    var inner = Parser.parse(tokens.slice(i + 1, close));
                    // A function may be called update(…) or be a column list; that is no statement.
                    if (!(inner instanceof Statement.Unparsed)) {
                        nested.add(inner);
                    }
                }
            }
            return nested;
        }
    }
}

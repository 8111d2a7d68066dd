package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Effects;
import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.lint.rule.Step.Where;
import dev.penstock.citus.sql.Parser;
import dev.penstock.citus.sql.Routine;
import dev.penstock.citus.sql.Script;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.Token;
import dev.penstock.citus.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
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
        var steps = new ArrayList<Step>();
        Known known = start;
        for (Tokens piece : script.pieces()) {
            known = add(Parser.parse(piece), Where.FILE, known, path, script, steps);
        }
        return new Migration(path, script, List.copyOf(steps), scriptConfig, flywayConfig);
    }

    /** Whether Flyway would run this file, going by its name. */
    public boolean isFlyway() {
        return path.replaceFirst(".*[/\\\\]", "").matches("(?:[VBU]\\d[\\d._]*|R)__.+\\.sql");
    }

    /** Whether Flyway is told, beside the file, not to run it in a transaction. */
    public boolean saysOutside() {
        return scriptConfig != null && scriptConfig.matches("(?is).*executeInTransaction\\s*=\\s*false.*");
    }

    /** What is known when the file has run. */
    public Known end(Known otherwise) {
        return steps.isEmpty() ? otherwise : steps.getLast().after();
    }

    private static Known add(
            Statement statement, Where where, Known before, String path, Script script, List<Step> steps) {
        Known after = where == Where.FUNCTION ? before : Effects.of(statement, before, path);
        steps.add(new Step(statement, where, false, before, after));
        nested(statement.tokens(), statement, where, before, after, steps);
        Known known = after;
        if (statement instanceof Statement.DoBlock block) {
            for (Statement inner : Routine.statements(script.text(), block.language(), block.body(), block.tokens())) {
                known = add(inner, Where.DO_BLOCK, known, path, script, steps);
            }
        }
        if (statement instanceof Statement.CreateFunction function) {
            Token body = function.body();
            var inside = body == null
                    ? List.<Statement>of()
                    : Routine.statements(script.text(), function.language(), body, function.tokens());
            for (Statement inner : inside) {
                add(inner, Where.FUNCTION, known, path, script, steps);
            }
        }
        return known;
    }

    private static void nested(
            Tokens tokens, Statement statement, Where where, Known before, Known after, List<Step> steps) {
        if (statement instanceof Statement.CreateTable || statement instanceof Statement.AlterTable) {
            return;
        }
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
                    steps.add(new Step(inner, where, true, before, after));
                }
            }
        }
    }
}

package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Statement;
import java.util.Set;

/** A statement was not analysed. */
final class NotAnalysed implements Rule {

    private static final Set<String> READS = Set.of("\\i", "\\ir", "\\include", "\\include_relative", "\\gexec");

    @Override
    public Card card() {
        return new Card(
                "CIT900",
                Severity.WARNING,
                "A statement was not analysed",
                "Write it so that it can be read, or allow it with a reason");
    }

    @Override
    public void check(Scene scene) {
        if (scene.statement() instanceof Statement.Unparsed unparsed) {
            scene.report(unparsed.at(), "not analysed: %s", unparsed.reason());
        }
        if (scene.statement() instanceof Statement.MetaCommand meta && READS.contains(meta.command())) {
            scene.report(meta.tokens(), "not analysed: %s runs what stands elsewhere", meta.command());
        }
    }
}

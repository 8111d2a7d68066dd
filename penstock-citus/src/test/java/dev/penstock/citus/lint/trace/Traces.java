package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.Linter;
import dev.penstock.citus.lint.Report;
import dev.penstock.citus.lint.Source;
import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.lint.rule.Migration;
import dev.penstock.postgres.cluster.CitusCluster;
import java.util.List;

/** Traces of the tests, on the shared cluster. */
final class Traces {

    private Traces() {}

    static Scratch scratch() {
        var cluster = CitusCluster.shared();
        return Scratch.beside(cluster.url(), cluster.user(), cluster.password());
    }

    /** What linting one file finds, text and trace together. */
    static Report report(Scratch scratch, String sql) {
        return new Linter(Known.NOTHING, null).lint(List.of(new Source("a.sql", sql)), scratch::trace);
    }

    /** Of one file. */
    static List<Seen> seen(Scratch scratch, String sql) {
        return scratch.trace(List.of(Migration.of("a.sql", sql, Known.NOTHING, null, null)))
                .seen();
    }

    /** Rule ids with messages. */
    static List<String> findings(Report report) {
        return report.findings().stream()
                .map(finding -> finding.card().id() + ": " + finding.message())
                .toList();
    }
}

package dev.penstock.citus.lint;

import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.lint.rule.Finding;
import dev.penstock.citus.lint.trace.Seen;
import dev.penstock.citus.sql.SqlText;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What linting found.
 *
 * @param findings in the order of files and places
 * @param suppressed with their reasons
 * @param undescribed tables that statements mention but nobody described, so that rules about tables kept silent
 * @param after what is known when the last file has run
 * @param seen what a trace saw of each statement; empty without one
 */
public record Report(
        List<Finding> findings,
        List<Suppressed> suppressed,
        Map<String, SqlText> texts,
        int statements,
        Set<String> undescribed,
        Known after,
        List<Seen> seen) {

    /** A finding that a comment allows. */
    public record Suppressed(Finding finding, String reason) {}

    /** The same with these findings alone. */
    public Report only(List<Finding> some) {
        return new Report(some, List.of(), texts, statements, Set.of(), after, seen);
    }

    public boolean clean() {
        return findings.isEmpty();
    }
}

package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What was seen of all statements that ran, in their order.
 *
 * @param seen ends with the first statement that was not run because the server had refused one before it
 */
public record Trace(List<Seen> seen) {

    /** Without one. */
    public static final Trace NONE = new Trace(List.of());

    /** These say how a table is locked, whatever else they say. */
    private static final Set<String> ABOUT_LOCKS =
            Set.of("CIT106", "CIT107", "CIT110", "CIT201", "CIT202", "CIT203", "CIT206", "CIT211");

    public Trace {
        seen = List.copyOf(seen);
    }

    /**
     * What the text showed of a file and what running it showed, each once: where both speak of one thing, what was seen is said
     * with the other's words.
     */
    public List<Finding> with(String path, Collection<Finding> byText) {
        var said = new ArrayList<>(byText);
        var more = new ArrayList<Finding>();
        for (Seen each : seen) {
            if (each.path().equals(path)) {
                evidence(each, said);
                for (TraceRule rule : TraceRules.ALL) {
                    rule.check(each, message -> add(rule, each, message, said, more));
                }
            }
        }
        said.addAll(more);
        return said;
    }

    private static void add(TraceRule rule, Seen seen, String message, List<Finding> byText, List<Finding> more) {
        var span = seen.statement().tokens().span();
        boolean confirmed = false;
        for (int i = 0; i < byText.size(); i++) {
            var finding = byText.get(i);
            if (span.contains(finding.span()) && rule.confirms(finding)) {
                byText.set(i, seen(finding, message));
                confirmed = true;
            }
        }
        if (!confirmed) {
            more.add(new Finding(rule.card(), seen.path(), span, message));
        }
    }

    /** A rule about the text that foresees a lock is told which ones there were. */
    private static void evidence(Seen seen, List<Finding> findings) {
        var blocking = seen.locking().blocking();
        if (!blocking.isEmpty()) {
            findings.replaceAll(finding -> seen.statement().tokens().span().contains(finding.span())
                            && ABOUT_LOCKS.contains(finding.card().id())
                            && !(finding.card().id().equals("CIT201")
                                    && !seen.locking().bounded())
                    ? seen(finding, "takes " + Words.list(blocking))
                    : finding);
        }
    }

    private static Finding seen(Finding finding, String message) {
        return new Finding(finding.card(), finding.path(), finding.span(), finding.message() + "; seen: " + message);
    }
}

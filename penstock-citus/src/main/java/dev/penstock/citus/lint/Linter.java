package dev.penstock.citus.lint;

import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Finding;
import dev.penstock.citus.lint.rule.Migration;
import dev.penstock.citus.lint.rule.Rule;
import dev.penstock.citus.lint.rule.Rules;
import dev.penstock.citus.lint.rule.Scene;
import dev.penstock.citus.lint.trace.Trace;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.SqlText;
import dev.penstock.citus.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Applies every rule to every statement. Threads: safe, it holds nothing. Cost: grows with statements times rules. */
public final class Linter {

    private final Known start;
    private final @Nullable String tenantColumn;

    /**
     * @param start what is known before the first file: {@link Known#NOTHING}, or a live catalog
     * @param tenantColumn by which tables that nobody described are taken to be distributed; null for none
     */
    public Linter(Known start, @Nullable String tenantColumn) {
        this.start = start;
        this.tenantColumn = tenantColumn;
    }

    /** Reads the files as one history, in this order. */
    public Report lint(List<Source> sources) {
        return lint(sources, migrations -> Trace.NONE);
    }

    /**
     * The same, with what running the files shows.
     *
     * @param tracer runs them, once, all together
     */
    public Report lint(List<Source> sources, Function<List<Migration>, Trace> tracer) {
        var migrations = new ArrayList<Migration>();
        Known known = start;
        for (Source source : sources) {
            var migration =
                    Migration.of(source.path(), source.text(), known, source.scriptConfig(), source.flywayConfig());
            migrations.add(migration);
            known = migration.end(known);
        }
        var trace = tracer.apply(List.copyOf(migrations));
        var findings = new ArrayList<Finding>();
        var suppressed = new ArrayList<Report.Suppressed>();
        Map<String, SqlText> texts = new LinkedHashMap<>();
        Set<String> undescribed = new LinkedHashSet<>();
        int statements = 0;
        for (Migration migration : migrations) {
            texts.put(migration.path(), migration.script().text());
            statements += migration.script().pieces().size();
            var found = new LinkedHashSet<Finding>();
            check(migration, found::add);
            judge(migration, trace.with(migration.path(), found), findings, suppressed);
            undescribed(migration, undescribed);
        }
        return new Report(
                List.copyOf(findings), List.copyOf(suppressed), texts, statements, undescribed, known, trace.seen());
    }

    private void check(Migration migration, Consumer<Finding> findings) {
        for (int i = 0; i < migration.steps().size(); i++) {
            for (Rule rule : Rules.ALL) {
                rule.check(new Scene(migration, i, rule.card(), tenantColumn, findings));
            }
        }
    }

    private static void judge(
            Migration migration, List<Finding> found, List<Finding> findings, List<Report.Suppressed> suppressed) {
        var allowed = Suppression.in(migration);
        var used = new LinkedHashSet<Suppression>();
        var open = new ArrayList<Finding>();
        for (Finding finding : found) {
            var cover = allowed.stream().filter(each -> each.covers(finding)).findFirst();
            cover.ifPresent(each -> {
                used.add(each);
                suppressed.add(new Report.Suppressed(finding, String.valueOf(each.reason())));
            });
            if (cover.isEmpty()) {
                open.add(finding);
            }
        }
        for (Suppression each : allowed) {
            var card = misuse(each, used.contains(each));
            if (card != null) {
                open.add(new Finding(card, migration.path(), each.comment().span(), card.title() + ": " + each.rule()));
            }
        }
        open.sort(Comparator.comparingInt((Finding finding) -> finding.span().start())
                .thenComparing(finding -> finding.card().id()));
        findings.addAll(open);
    }

    private static @Nullable Card misuse(Suppression suppression, boolean used) {
        if (suppression.reason() == null) {
            return Rules.UNREASONED;
        }
        return used ? null : Rules.UNUSED;
    }

    private static void undescribed(Migration migration, Set<String> names) {
        migration.steps().forEach(step -> {
            QualifiedName name = switch (step.statement()) {
                case Statement.AlterTable alter -> alter.name();
                case Statement.CreateIndex index -> index.table();
                case Statement.Update update -> update.target().name();
                case Statement.Delete delete -> delete.target().name();
                case Statement.Insert insert -> insert.target().name();
                default -> null;
            };
            if (name != null
                    && step.before().table(name).isEmpty()
                    && step.before().view(name).isEmpty()) {
                names.add(name.toString());
            }
        });
    }
}

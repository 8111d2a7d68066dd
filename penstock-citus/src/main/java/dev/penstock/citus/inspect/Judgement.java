package dev.penstock.citus.inspect;

import static java.util.stream.Collectors.groupingBy;

import dev.penstock.citus.inspect.TenantSource.None;
import dev.penstock.citus.inspect.TenantSource.Own;
import java.util.List;

/** Corrects verdicts by what the data say. Pure. */
final class Judgement {

    private Judgement() {}

    /** @param findings empty when the data were left out */
    static Classification of(Classification classification, List<Finding> findings) {
        var byTable = findings.stream()
                .collect(groupingBy(finding -> finding.check().table().oid()));
        return classification.with(classification.verdicts().stream()
                .map(verdict ->
                        corrected(verdict, byTable.getOrDefault(verdict.table().oid(), List.of())))
                .toList());
    }

    private static Verdict corrected(Verdict verdict, List<Finding> findings) {
        var judged = verdict;
        if (verdict.tableClass() == TableClass.READY
                && verdict.source() instanceof Own own
                && !own.column().notNull()
                && verdict.table().partitionOf() == null) {
            judged = nullable(verdict, own, findings);
        }
        for (Finding finding : findings) {
            if (finding.bad()) {
                judged = judged.with(Note.decide(text(finding)));
            } else if (finding.notChecked() != null) {
                judged = judged.with(Note.note("not checked for rows "
                        + finding.check().kind() + " (" + finding.check().about() + "): " + finding.notChecked()));
            }
        }
        return judged;
    }

    /** Ready only when no row is without; when nobody has looked, the statistics speak. */
    private static Verdict nullable(Verdict verdict, Own own, List<Finding> findings) {
        var counted = findings.stream()
                .filter(finding -> finding.check().kind() == DataCheck.Kind.NO_TENANT && finding.notChecked() == null)
                .findFirst();
        if (counted.isPresent() && counted.get().bad()) {
            String rows =
                    counted.get().count() + " rows of column " + own.column().name() + " are null";
            return verdict.fallback() instanceof None
                    ? verdict.as(TableClass.BLOCKED, rows + " and nothing leads to their tenant")
                    : verdict.as(TableClass.NEEDS_BACKFILL, rows + "; found over " + verdict.fallback());
        }
        if (counted.isPresent() && !counted.get().sampled()) {
            return verdict.as(TableClass.READY, "column of type " + own.column().type() + ", nullable but never null");
        }
        Double share = own.column().nullFraction();
        if (share != null && share > 0) {
            return verdict.as(
                    TableClass.NEEDS_BACKFILL,
                    Math.max(1, Math.round(share * 100)) + " % of column "
                            + own.column().name()
                            + " are null by the statistics"
                            + (verdict.fallback() instanceof None ? "" : "; found over " + verdict.fallback()));
        }
        return verdict.with(
                Note.note("column " + own.column().name() + " may be null, and its rows were not all looked at"));
    }

    static String text(Finding finding) {
        return finding.count() + (finding.sampled() ? " sampled rows " : finding.count() == 1 ? " row " : " rows ")
                + finding.check().kind() + " (" + finding.check().about() + "): "
                + String.join("; ", finding.samples())
                + (finding.count() > finding.samples().size() ? "; …" : "");
    }
}

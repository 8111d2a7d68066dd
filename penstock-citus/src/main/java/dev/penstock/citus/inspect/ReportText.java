package dev.penstock.citus.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A report for people: a table of all tables, then the evidence of those that have some. Pure. */
public final class ReportText {

    private static final List<String> HEADINGS = List.of("TABLE", "CLASS", "ROWS", "SIZE", "WHY");
    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");

    private ReportText() {}

    public static String of(Report report) {
        var text = new StringBuilder();
        text.append("database  ")
                .append(report.database())
                .append(" on PostgreSQL ")
                .append(report.postgres());
        text.append(report.citus() == null ? ", without Citus\n" : ", Citus " + report.citus() + "\n");
        var tenant = report.tenant();
        text.append("tenant    ").append(tenant.column()).append(' ').append(tenant.type());
        if (tenant.root() != null) {
            text.append(", root ")
                    .append(tenant.root())
                    .append(" (")
                    .append(tenant.rootColumn())
                    .append(')');
        }
        text.append("; ").append(tenant.evidence()).append("\n\n");
        table(report.tables(), text);
        text.append('\n');
        report.counts()
                .forEach((name, count) ->
                        text.append(count).append(' ').append(name).append("  "));
        text.append("\n");
        report.tables().forEach(row -> evidence(row, text));
        return text.toString();
    }

    private static void table(List<Report.Row> rows, StringBuilder text) {
        var lines = new ArrayList<List<String>>();
        lines.add(HEADINGS);
        rows.forEach(row -> lines.add(
                List.of(row.quoted(), row.tableClass(), rows(row.estimatedRows()), size(row.bytes()), row.why())));
        int[] widths = new int[HEADINGS.size()];
        for (var line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(line.get(i)));
            }
        }
        for (var line : lines) {
            var written = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String gap = " ".repeat(widths[i] - width(line.get(i)));
                boolean number = i == 2 || i == 3;
                written.append(number ? gap + line.get(i) : line.get(i) + gap).append("  ");
            }
            text.append(written.toString().stripTrailing()).append('\n');
        }
    }

    private static void evidence(Report.Row row, StringBuilder text) {
        var lines = new ArrayList<String>();
        if (row.fallback() != null) {
            lines.add("where null  " + row.fallback());
        }
        row.otherPaths().forEach(path -> lines.add("also        " + path));
        row.notes().forEach(note -> lines.add(String.format(Locale.ROOT, "%-11s %s", note.weight(), note.text())));
        if (!lines.isEmpty()) {
            text.append('\n')
                    .append(row.quoted())
                    .append(": ")
                    .append(row.tableClass())
                    .append('\n');
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }

    /** Characters, not chars: names may be of any script. */
    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static String rows(@Nullable Long estimate) {
        return estimate == null ? "?" : String.format(Locale.ROOT, "~%,d", estimate);
    }

    private static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.size() - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS.get(unit));
    }
}
